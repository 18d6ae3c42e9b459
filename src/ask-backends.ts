import { type Backend, BackendError, type RemoteTable, type RunOptions } from './backends/backend.ts';
import { CellsFailed } from './backends/cells-failed.ts';
import { reasonOf } from './diagnostics/as-query-error.ts';
import { diagnose } from './diagnostics/diagnostic.ts';
import { counted } from './diagnostics/entry.ts';
import { ExecutionAbort } from './diagnostics/query-error.ts';
import { inputsOf, type LogicalPlan, type PlanOf } from './operators/plan/plan.ts';
import { BatchBuffer } from './runtime/batch-buffer.ts';
import type { ExecutionContext } from './runtime/context.ts';
import { limitError } from './runtime/limits.ts';
import { cancelled, runInTurns } from './runtime/scheduler.ts';
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

/** The rows of all Remote nodes of plans. `forget`: called where a catalogue may be out of date. @throws ExecutionAbort, CellsFailed */
export async function askBackends(
  backends: ReadonlySet<Backend>,
  plans: readonly LogicalPlan[],
  context: ExecutionContext,
  signal: AbortSignal | undefined,
  forget: () => void,
): Promise<ReadonlyMap<LogicalPlan, Table>> {
  const answers = new Map<LogicalPlan, Table>();
  let left = context.limits.maxRowsTransferred;
  for (const node of remoteNodes(plans)) {
    const table = await answerOf(backends, node, context, signal, left, forget);
    left -= table.rowCount;
    answers.set(node, table);
  }
  return answers;
}

/** The rows of a statement. */
async function answerOf(
  backends: ReadonlySet<Backend>,
  node: PlanOf<'Remote'>,
  context: ExecutionContext,
  signal: AbortSignal | undefined,
  maxRows: number,
  forget: () => void,
): Promise<Table> {
  const { statement, schema, span } = node;
  const backend = [...backends].find(({ name }) => name === statement.backend)!;
  const stop = new AbortController();
  const abort = (): void => stop.abort();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const { limits, evaluation, pace } = context;
  const deadline = pace.started + limits.wallTime;
  const optionsOf = (): RunOptions => ({
    signal: stop.signal,
    timeout: Math.max(1, deadline - performance.now()),
    maxRows,
    maxBytes: limits.bytes,
  });
  const tooMany = (rows: string): ExecutionAbort => {
    const { blocked } = statement;
    const help = `${blocked ? `this runs here, on rows from the backend: ${blocked.reason}` : 'the backend has no later stage to run'}; 'stats', 'limit' or 'where' before it leave fewer rows`;
    return new ExecutionAbort(
      diagnose(
        'limit-rows-transferred',
        blocked?.span ?? span,
        { backend: backend.name, rows, limit: limits.maxRowsTransferred },
        { help },
      ),
    );
  };
  const buffer = new BatchBuffer(schema, evaluation.memory);
  try {
    if (statement.countText !== undefined && maxRows !== Number.POSITIVE_INFINITY) {
      const rows = await backend.count(statement.countText, optionsOf());
      if (rows > maxRows) throw tooMany(counted(rows, 'row'));
    }
    let rows = 0;
    for await (const batch of backend.run(statement, schema, optionsOf())) {
      rows += batch.length;
      if (rows > maxRows) throw tooMany(`${rows} rows or more`);
      buffer.push(batch);
      evaluation.tick();
    }
    if (stop.signal.aborted) throw cancelled();
    return await runInTurns(buffer.toTable(), signal, pace);
  } catch (error) {
    buffer.free();
    if (signal?.aborted) throw cancelled();
    if (performance.now() >= deadline) throw limitError('wallTime', limits);
    if (error instanceof ExecutionAbort) throw error;
    if (statement.mayFail && error instanceof BackendError && error.kind === 'failed')
      throw new CellsFailed(reasonOf(error), { cause: error });
    forget();
    throw failureOf(backend.name, error, span);
  } finally {
    stop.abort();
    signal?.removeEventListener('abort', abort);
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

function failureOf(backend: string, error: unknown, span: { readonly start: number; readonly end: number }): ExecutionAbort {
  const reason = reasonOf(error);
  const changed = error instanceof BackendError && error.kind === 'changed';
  const diagnostic = changed
    ? diagnose('backend-changed', span, { backend, reason }, { help: 'run the query again: the catalogue is read anew' })
    : diagnose('backend-failed', span, { backend, reason });
  return new ExecutionAbort(diagnostic, { cause: error });
}
