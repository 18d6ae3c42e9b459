import type { Prepared } from './compile.ts';
import type { LogicalPlan } from './operators/plan/plan.ts';
import type { ExecutionContext } from './runtime/context.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import type { Threads } from './threads.ts';
import { isRemote } from './use-backends.ts';
import { ChunkedTable } from './vectors/chunked-table.ts';
import { Table } from './vectors/table.ts';

/** How an engine uses threads; what makes and feeds them is loaded when a query has rows for them. */
export interface ThreadUse {
  /** The context of a query with what threads have computed of its plans. @throws ExecutionAbort when the query is stopped meanwhile, or a thread dies. */
  compute(plans: readonly LogicalPlan[], context: ExecutionContext, prepared: Prepared, query: QueryOptions): Promise<ExecutionContext>;
  close(): Promise<void>;
}

/** Tables of fewer rows are done before threads have heard of them. */
const defaultMinRows = 200_000;

/** The threads of an engine, if it wants any. */
export function threadsOf({ workers = 0, execution = {} }: EngineOptions): ThreadUse {
  const { minWorkerRows = defaultMinRows } = execution;
  let threads: Promise<Threads> | undefined;
  let closed = false;
  return {
    async compute(plans, context, prepared, { signal, interrupted }) {
      const isLarge = ([name, table]: readonly [string, object]): boolean =>
        !isRemote(table) && context.tableOf(name).rowCount >= minWorkerRows;
      if (workers <= 0 || closed || ![...prepared.bound].some(isLarge)) return context;
      threads ??= import('./threads.ts').then(({ createThreads }) => createThreads(workers, minWorkerRows));
      const query = { context, signal, interrupted, stays: (name: string) => stays(prepared, name) };
      return { ...context, computed: await (await threads).compute(plans, query) };
    },
    async close() {
      closed = true;
      await (await threads)?.close();
    },
  };
}

/** Whether a table is not only there for one query: it is the engine's own, or what a policy always leaves of that. A table that grows is another soon. */
function stays({ bound }: Prepared, name: string): boolean {
  const table = bound.get(name);
  if (table instanceof ChunkedTable) return false;
  // What a source answers is there for one query, with a policy or without.
  return !name.startsWith('.') && (table instanceof Table || (table !== undefined && 'key' in table && table.key !== undefined));
}
