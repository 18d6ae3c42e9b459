import { type Backend, BackendError, type BackendErrorKind, type RemoteTable, type RunOptions, type Shards } from './backends/backend.ts';
import { CellsFailed } from './backends/cells-failed.ts';
import { reasonOf } from './diagnostics/as-query-error.ts';
import { type Diagnostic, diagnose } from './diagnostics/diagnostic.ts';
import { counted } from './diagnostics/entry.ts';
import { ExecutionAbort } from './diagnostics/query-error.ts';
import { inputsOf, type LogicalPlan, type PlanOf } from './operators/plan/plan.ts';
import { BatchBuffer } from './runtime/batch-buffer.ts';
import type { ExecutionContext } from './runtime/context.ts';
import { limitError } from './runtime/limits.ts';
import { cancelled, runInTurns } from './runtime/scheduler.ts';
import type { QueryOptions } from './settings.ts';
import type { Table } from './vectors/table.ts';

/** The tables of all backends, and why the first that failed did. */
export async function readCatalogues(
  backends: readonly Backend[],
): Promise<{ readonly tables: ReadonlyMap<string, RemoteTable>; readonly failure: ExecutionAbort | undefined }> {
  const tables = new Map<string, RemoteTable>();
  let failure: ExecutionAbort | undefined;
  for (const backend of backends) {
    try {
      for (const [name, table] of await backend.tables()) if (!tables.has(name)) tables.set(name, table);
    } catch (error) {
      failure ??= failureOf(backend.name, error, { start: 0, end: 0 });
    }
  }
  return { tables, failure };
}

/** What backends answered. */
export interface Answers {
  readonly rows: ReadonlyMap<LogicalPlan, Table>;
  readonly warnings: readonly Diagnostic[];
}

/** The rows of all Remote nodes of plans. `forget`: called where a catalogue may be out of date. @throws ExecutionAbort, CellsFailed */
export async function askBackends(
  backends: ReadonlySet<Backend>,
  plans: readonly LogicalPlan[],
  context: ExecutionContext,
  query: QueryOptions,
  forget: () => void,
): Promise<Answers> {
  const rows = new Map<LogicalPlan, Table>();
  const warnings: Diagnostic[] = [];
  let left = context.limits.maxRowsTransferred;
  for (const node of remoteNodes(plans)) {
    const backend = [...backends].find(({ name }) => name === node.statement.backend)!;
    const table = await new Question(backend, node, context, query, left).answer(warnings, forget);
    left -= table.rowCount;
    rows.set(node, table);
  }
  return { rows, warnings };
}

/** A statement that a backend is asked, once or more often. */
class Question {
  readonly #backend: Backend;
  readonly #node: PlanOf<'Remote'>;
  readonly #context: ExecutionContext;
  readonly #query: QueryOptions;
  readonly #maxRows: number;
  readonly #stop = new AbortController();
  readonly #deadline: number;
  #received = 0;
  #late = false;
  /** What the host's `onProgress` threw. */
  #thrown: { readonly error: unknown } | undefined;

  constructor(backend: Backend, node: PlanOf<'Remote'>, context: ExecutionContext, query: QueryOptions, maxRows: number) {
    this.#backend = backend;
    this.#node = node;
    this.#context = context;
    this.#query = query;
    this.#maxRows = maxRows;
    this.#deadline = context.pace.started + context.limits.wallTime;
  }

  /** The rows; warnings say which shards they are not from. @throws ExecutionAbort, CellsFailed */
  async answer(warnings: Diagnostic[], forget: () => void): Promise<Table> {
    const { signal } = this.#query;
    const abort = (): void => this.#stop.abort();
    signal?.addEventListener('abort', abort, { once: true });
    if (signal?.aborted) abort();
    const late = (): void => {
      this.#late = true;
      abort();
    };
    const timer = setTimeout(late, Math.min(Math.max(1, this.#deadline - performance.now()), 2 ** 31 - 1));
    try {
      return await this.#rows(false).catch((error: unknown) => this.#rowsOfShards(error, warnings));
    } catch (error) {
      throw this.#failureOf(error, forget);
    } finally {
      clearTimeout(timer);
      abort();
      signal?.removeEventListener('abort', abort);
    }
  }

  async #rows(skipShards: boolean): Promise<Table> {
    const { statement, schema } = this.#node;
    const { evaluation, pace } = this.#context;
    const buffer = new BatchBuffer(schema, evaluation.memory);
    this.#received = 0;
    try {
      if (statement.countText !== undefined && this.#maxRows !== Number.POSITIVE_INFINITY) {
        const rows = await this.#backend.count(statement.countText, this.#options(skipShards));
        if (rows > this.#maxRows) throw this.#tooMany(counted(rows, 'row'));
      }
      for await (const batch of this.#backend.run(statement, schema, this.#options(skipShards))) {
        this.#received += batch.length;
        if (this.#received > this.#maxRows) throw this.#tooMany(`${this.#received} rows or more`);
        buffer.push(batch);
        evaluation.tick();
      }
      if (this.#stop.signal.aborted) throw cancelled();
      return await runInTurns(buffer.toTable(), this.#query.signal, pace);
    } catch (error) {
      buffer.free();
      throw error;
    }
  }

  /** The rows of the shards that answer, after a failure, where the caller wants them: the same ones answer before and after it. @throws the failure where all answer, or none */
  async #rowsOfShards(failure: unknown, warnings: Diagnostic[]): Promise<Table> {
    const isFailure = failure instanceof BackendError && failure.kind === 'failed';
    if (this.#context.onLimit !== 'partial' || !isFailure || this.#stop.signal.aborted) throw failure;
    for (let attempt = 0; attempt < 3; attempt++) {
      const before = await this.#shards();
      if (!before.some(({ missing }) => missing.length > 0) || before.some(({ answering }) => answering.length === 0)) throw failure;
      const table = await this.#rows(true).catch((error: unknown) => {
        if (error instanceof BackendError && error.kind === 'failed') return undefined; // another shard may have gone away
        throw error;
      });
      if (!table || JSON.stringify(await this.#shards()) !== JSON.stringify(before)) continue;
      for (const { cluster, answering, missing } of before) {
        const said = { backend: this.#backend.name, cluster, answering: answering.join(', '), missing: missing.join(', ') };
        if (missing.length > 0) warnings.push(diagnose('backend-partial', this.#node.span, said));
      }
      return table;
    }
    throw failure;
  }

  async #shards(): Promise<readonly Shards[]> {
    return (await this.#backend.shards?.(this.#node.statement.tables, this.#stop.signal)) ?? [];
  }

  #options(skipShards: boolean): RunOptions {
    const { limits } = this.#context;
    const { onProgress } = this.#query;
    const told = (rowsRead: number, totalRows: number | undefined): void => {
      try {
        onProgress?.({ backend: this.#backend.name, rowsRead, totalRows, rowsReceived: this.#received });
      } catch (error) {
        this.#thrown ??= { error };
        this.#stop.abort();
      }
    };
    return {
      signal: this.#stop.signal,
      timeout: Math.max(1, this.#deadline - performance.now()) + 50, // this asks the backend to stop before its own timer does
      maxRows: this.#maxRows,
      maxBytes: limits.bytes,
      skipShards,
      ...(onProgress ? { onProgress: told } : {}),
    };
  }

  #tooMany(rows: string): ExecutionAbort {
    const { statement, span } = this.#node;
    const { blocked } = statement;
    const help = `${blocked ? `this runs here, on rows from the backend: ${blocked.reason}` : 'the backend has no later stage to run'}; 'stats', 'limit' or 'where' before it leave fewer rows`;
    const limit = this.#context.limits.maxRowsTransferred;
    return new ExecutionAbort(
      diagnose('limit-rows-transferred', blocked?.span ?? span, { backend: this.#backend.name, rows, limit }, { help }),
    );
  }

  /** What a failure is for the caller. */
  #failureOf(error: unknown, forget: () => void): unknown {
    const { statement, span } = this.#node;
    if (this.#thrown) return this.#thrown.error;
    if (this.#query.signal?.aborted) return cancelled();
    if (this.#late || performance.now() >= this.#deadline) return limitError('wallTime', this.#context.limits);
    if (error instanceof ExecutionAbort) return error;
    if (error instanceof BackendError && error.kind === 'rows') return this.#tooMany(`${this.#maxRows + 1} rows or more`);
    if (statement.mayFail && error instanceof BackendError && error.kind === 'failed')
      return new CellsFailed(reasonOf(error), { cause: error });
    forget();
    return failureOf(this.#backend.name, error, span);
  }
}

function remoteNodes(plans: readonly LogicalPlan[]): readonly PlanOf<'Remote'>[] {
  const seen = new Set<LogicalPlan>();
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    inputsOf(plan).forEach(visit);
  };
  plans.forEach(visit);
  return [...seen].filter((plan) => plan.kind === 'Remote');
}

/** What lets a query pass after a failure. */
const helps: Partial<Record<BackendErrorKind, string>> = {
  changed: 'run the query again: the catalogue is read anew',
  memory: "the statement may use as many bytes as the limit 'bytes' of the query says, or the option 'maxMemory' of the backend",
};

function failureOf(backend: string, error: unknown, span: { readonly start: number; readonly end: number }): ExecutionAbort {
  const reason = reasonOf(error);
  const kind = error instanceof BackendError ? error.kind : 'failed';
  const help = helps[kind] === undefined ? {} : { help: helps[kind] };
  const diagnostic = diagnose(kind === 'changed' ? 'backend-changed' : 'backend-failed', span, { backend, reason }, help);
  return new ExecutionAbort(diagnostic, { cause: error });
}
