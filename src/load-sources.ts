import { reasonOf } from './diagnostics/as-query-error.ts';
import { diagnose } from './diagnostics/diagnostic.ts';
import { ExecutionAbort, QueryError } from './diagnostics/query-error.ts';
import type { HostSource } from './functions/host-call.ts';
import { inTime } from './in-time.ts';
import type { BindContext } from './operators/bind/bind-context.ts';
import { sourceArguments } from './operators/bind/bind-script.ts';
import type { HostSourceNode } from './parser/syntax.ts';
import type { Limits } from './runtime/limits.ts';
import type { DataSource } from './settings.ts';
import { Table } from './vectors/table.ts';

/** What the host loaded for a source. */
export interface LoadedSource {
  readonly source: HostSource;
  readonly table: Table;
}

/** What sources are loaded with. */
export interface Loading {
  readonly loaders: Readonly<Record<string, DataSource>>;
  readonly context: BindContext;
  readonly signal: AbortSignal | undefined;
  readonly limits: Limits;
  /** Whether a mistake was found; it is reported again when the query is bound. */
  readonly failed: () => boolean;
}

/** Loads the tables of the host's sources in a query. @throws QueryError, ExecutionAbort */
export async function loadSources(
  nodes: readonly HostSourceNode[],
  { loaders, context, signal, limits, failed }: Loading,
): Promise<ReadonlyMap<string, LoadedSource>> {
  const loaded = new Map<string, LoadedSource>();
  const { now, tick, memory } = context.evaluation;
  for (const node of nodes) {
    const load = Object.hasOwn(loaders, node.name) ? loaders[node.name] : undefined;
    if (!load) continue;
    const args = sourceArguments(node, context);
    if (failed()) break;
    try {
      const table = await inTime(load(args, { window: context.window, signal, now, tick, memory }), signal, limits);
      if (!(table instanceof Table)) throw new TypeError('the source did not return a Table');
      loaded.set(sourceKey(node), { source: { name: node.name, args }, table });
    } catch (error) {
      if (error instanceof ExecutionAbort) throw error;
      const reason = reasonOf(error);
      throw new QueryError([diagnose('unreadable-input', node.span, { name: `.${node.name}`, reason })], context.source, { cause: error });
    }
  }
  return loaded;
}

/** The name of the table of a source. */
export const sourceKey = ({ name, span }: HostSourceNode): string => `.${name}@${span.start}`;

/** The sources by the name of their table. */
export const sourcesOf = (loaded: ReadonlyMap<string, LoadedSource>): ReadonlyMap<string, HostSource> =>
  new Map([...loaded].map(([key, { source }]) => [key, source]));
