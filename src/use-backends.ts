import type { Backend, Division, RemoteTable } from './backends/backend.ts';
import type { ExecutionAbort } from './diagnostics/query-error.ts';
import type { LogicalPlan } from './operators/plan/plan.ts';
import type { ExecutionContext } from './runtime/context.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import type { TimeZone } from './types/time-zone.ts';

/** The backends of an engine: their tables, and the parts of plans that run there. What asks them is loaded when there are some. */
export class Backends {
  readonly #backends: readonly Backend[];
  #tables: ReadonlyMap<string, RemoteTable> = new Map();
  #loaded: Promise<void> | undefined;
  #failure: ExecutionAbort | undefined;

  /** @throws TypeError if two backends have the same name. */
  constructor({ backends = [] }: EngineOptions) {
    const names = backends.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) throw new TypeError(`two backends have the name '${twice}'`);
    this.#backends = backends;
  }

  /** The tables of all backends, as their catalogues said when they were last read; of tables with the same name, those of the first backend. */
  get tables(): ReadonlyMap<string, RemoteTable> {
    return this.#tables;
  }

  /** Why a catalogue could not be read. */
  get failure(): ExecutionAbort | undefined {
    return this.#failure;
  }

  /** Reads the catalogues, unless they are known; a backend that cannot be reached has no tables. */
  load(): Promise<void> {
    this.#loaded ??= this.#read();
    return this.#loaded;
  }

  /** Forgets the catalogues, so that the next query reads them again. */
  forget(): void {
    this.#loaded = undefined;
  }

  async #read(): Promise<void> {
    if (this.#backends.length === 0) return;
    const { readCatalogues } = await import('./ask-backends.ts');
    const { tables, failure } = await readCatalogues(this.#backends);
    this.#tables = tables;
    this.#failure = failure;
    if (failure) this.forget();
  }

  /** Plans of which backends compute their parts. `bound`: the tables that the query was bound to. */
  divide(
    plans: readonly LogicalPlan[],
    bound: ReadonlyMap<string, object>,
    timeZone: TimeZone,
    options: { readonly optimize: boolean; readonly mayFail: boolean },
  ): Division {
    let divided: Division = { plans, notes: [] };
    for (const backend of backendsOf(bound)) {
      const tableOf = (name: string): RemoteTable | undefined => {
        const table = bound.get(name);
        return table && isRemote(table) && table.backend === backend ? table : undefined;
      };
      const next = backend.divide(divided.plans, { ...options, timeZone, tableOf });
      divided = { plans: next.plans, notes: [...divided.notes, ...next.notes] };
    }
    return divided;
  }

  /** The context of a query with what backends answer. @throws ExecutionAbort, CellsFailed */
  async compute(
    plans: readonly LogicalPlan[],
    bound: ReadonlyMap<string, object>,
    context: ExecutionContext,
    query: QueryOptions,
  ): Promise<ExecutionContext> {
    const backends = backendsOf(bound);
    if (backends.size === 0) return context;
    const { askBackends } = await import('./ask-backends.ts');
    const { rows, warnings } = await askBackends(backends, plans, context, query, () => this.forget());
    for (const warning of warnings) context.warnings.add(warning);
    return { ...context, remote: rows, remoteWarnings: warnings };
  }

  async close(): Promise<void> {
    await Promise.all(this.#backends.map((backend) => backend.close()));
  }
}

/** Whether a table that a query was bound to lies in a backend. */
export const isRemote = (table: object): table is RemoteTable => 'backend' in table;

/** The backends of the tables that a query was bound to. */
const backendsOf = (bound: ReadonlyMap<string, object>): ReadonlySet<Backend> =>
  new Set([...bound.values()].flatMap((table) => (isRemote(table) ? [table.backend] : [])));
