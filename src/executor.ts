import { type Compiler, isError, type Prepared } from './compile.ts';
import { asQueryError } from './diagnostics/as-query-error.ts';
import { diagnose } from './diagnostics/diagnostic.ts';
import { ExecutionAbort, InternalError, QueryError } from './diagnostics/query-error.ts';
import { type Cost, costOf } from './operators/plan/cost.ts';
import { librariesOfPlans, requireLoaded } from './operators/plan/libraries.ts';
import type { LogicalPlan } from './operators/plan/plan.ts';
import { optimize } from './operators/rules/index.ts';
import { ViewCache } from './policies.ts';
import { type ExecutionContext, Warnings, withWarnings } from './runtime/context.ts';
import { collectResult, executePlan } from './runtime/execute.ts';
import type { Limits } from './runtime/limits.ts';
import type { Result } from './runtime/results/result.ts';
import { ResultBatch } from './runtime/results/result-batch.ts';
import type { StreamSource } from './runtime/results/result-stream.ts';
import { runCooperatively, runInTurns, runSync, stepCooperatively } from './runtime/scheduler.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import { threadsOf } from './use-threads.ts';
import { statisticsOf } from './vectors/statistics.ts';
import { Table } from './vectors/table.ts';

/** One output of a script. */
export interface NamedResult<Row extends object = Record<string, unknown>> {
  /** The dataset that was output by `$name;`; undefined for an unnamed statement. */
  readonly name: string | undefined;
  readonly result: Result<Row>;
}

/** The outputs of a script whose rows have these types, in order. */
export type NamedResults<Rows extends readonly object[]> = { -readonly [I in keyof Rows]: NamedResult<Rows[I]> };

/** Checks how many outputs a script has. @throws QueryError if the caller cannot use as many. */
type OutputCheck = (source: string, outputCount: number) => void;

/** Runs queries: compiles, optimizes, loads, executes. All errors of the query are {@link QueryError}s. */
export interface Executor {
  run(source: string, query: QueryOptions, check?: OutputCheck): Promise<NamedResult[]>;
  runSync(source: string, query: QueryOptions, check?: OutputCheck): NamedResult[];
  /** The batches of the only output, as they are produced. */
  stream(source: string, query: QueryOptions, check: OutputCheck): StreamSource<Record<string, unknown>>;
  /** What a valid query is estimated to cost. @throws QueryError if a policy cannot be applied. */
  cost(source: string, prepared: Prepared, query: QueryOptions): Cost;
  /** Ends the threads. */
  close(): Promise<void>;
  /** The plan of every output. */
  plans(source: string, query: QueryOptions, optimized: boolean): readonly LogicalPlan[];
}

/** A valid query, ready to run. */
interface Execution {
  readonly plans: readonly LogicalPlan[];
  readonly context: ExecutionContext;
}

/** An executor over the tables of an engine. */
export function createExecutor(options: EngineOptions, compiler: Compiler): Executor {
  const optimizing = options.execution?.optimize ?? true;
  const threads = threadsOf(options);
  const views = new ViewCache();

  function* plansOf({ outputs, evaluation }: Prepared, optimized = optimizing): Generator<void, readonly LogicalPlan[]> {
    const plans = outputs.map(({ plan }) => plan);
    return optimized ? yield* optimize(plans, evaluation) : plans;
  }

  function* executionOf(prepared: Prepared, query: QueryOptions): Generator<void, Execution> {
    return { plans: yield* plansOf(prepared), context: contextOf(options, prepared, query) };
  }

  /** The work of every output, each with its own warnings and statistics. */
  function* results({ plans, context }: Execution, { outputs, diagnostics }: Prepared): Generator<void, NamedResult[]> {
    const all: NamedResult[] = [];
    for (const [i, plan] of plans.entries()) {
      const { name, render } = outputs[i]!;
      const own = { ...withWarnings(context, new Warnings(diagnostics)), stats: [] };
      all.push({ name, result: yield* collectResult(plan, own, render) });
    }
    return all;
  }

  /** The execution over its tables, with what threads have computed of it. */
  async function started(execution: Execution, prepared: Prepared, query: QueryOptions): Promise<Execution> {
    const { plans } = execution;
    const context = await runCooperatively(admitted(execution, prepared, views), query.signal, execution.context.pace);
    return { plans, context: await threads.compute(plans, context, prepared, query) };
  }

  return {
    async run(source, query, check) {
      try {
        const prepared = requireValid(source, await compiler.prepareWithSources(source, query), check);
        const execution = await runInTurns(executionOf(prepared, query), query.signal, prepared.evaluation.pace);
        await loadLibraries([...execution.plans, ...viewPlans(prepared)]);
        const running = await started(execution, prepared, query);
        return await runCooperatively(results(running, prepared), query.signal, execution.context.pace);
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    runSync(source, query, check) {
      try {
        const prepared = requireValid(source, compiler.prepare(source, query), check);
        const execution = runSync(executionOf(prepared, query));
        requireLoaded(librariesOfPlans([...execution.plans, ...viewPlans(prepared)]));
        const context = runSync(admitted(execution, prepared, views));
        return runSync(results({ ...execution, context }, prepared));
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    stream(source, query, check) {
      let warnings = new Warnings();
      async function* batches(): AsyncGenerator<ResultBatch, void, undefined> {
        try {
          const prepared = requireValid(source, await compiler.prepareWithSources(source, query), check);
          warnings = new Warnings(prepared.diagnostics);
          const { plans, context } = await runInTurns(executionOf(prepared, query), query.signal, prepared.evaluation.pace);
          await loadLibraries([...plans, ...viewPlans(prepared)]);
          const ready: ResultBatch[] = [];
          const own = withWarnings(context, warnings);
          const running = await started({ plans, context: own }, prepared, query);
          function* work(): Generator<void> {
            yield* executePlan(plans[0]!, running.context, (batch) => {
              ready.push(new ResultBatch(batch, context.evaluation.timeZone));
              return 'needMore';
            });
          }
          for await (const _ of stepCooperatively(work(), query.signal, context.pace)) yield* ready.splice(0);
          yield* ready;
        } catch (error) {
          throw asQueryError(error, source);
        }
      }
      return { batches: batches(), warnings: () => warnings.all() };
    },

    close: () => threads.close(),

    cost(source, prepared, query) {
      try {
        const { plans, context } = runSync(executionOf(prepared, query));
        return estimated(plans, runSync(withTables(prepared, context, views)));
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    plans(source, query, optimized) {
      try {
        const prepared = requireValid(source, compiler.prepare(source, query));
        return runSync(plansOf(prepared, optimized));
      } catch (error) {
        throw asQueryError(error, source);
      }
    },
  };
}

/** What a query runs in, without its tables. */
function contextOf(options: EngineOptions, { evaluation, limits }: Prepared, query: QueryOptions): ExecutionContext {
  const { maxBatchRows = 32_768, kernels = true, dictionaryInputs = false } = options.execution ?? {};
  return {
    evaluation,
    pace: evaluation.pace,
    cells: evaluation.cells,
    limits,
    maxBatchRows: Math.min(maxBatchRows, rowsWithin(limits)),
    kernels,
    dictionaryInputs,
    onRowError: query.onRowError ?? options.onRowError ?? 'null',
    onLimit: query.onLimit ?? 'fail',
    tableOf: missingTable,
    warnings: new Warnings(),
    stats: [],
    shared: new Map(),
  };
}

/** Bytes that each row of a batch may take, so that a batch under way fits a small limit. */
const bytesPerBatchRow = 1000;

/** Rows of a batch that fit the limit; a multiple of 8, so that validity bits stay aligned. */
const rowsWithin = ({ bytes }: Limits): number => Math.max(8, Math.floor(bytes / bytesPerBatchRow / 8) * 8);

/** The context with the tables that a query runs over; those with a policy are made first. */
function* withTables({ bound }: Prepared, context: ExecutionContext, views: ViewCache): Generator<void, ExecutionContext> {
  const tables = new Map<string, Table>();
  for (const [name, table] of bound) tables.set(name, table instanceof Table ? table : yield* views.rowsOf(table, context));
  return { ...context, tableOf: (name) => tables.get(name) ?? missingTable(name) };
}

/** The same, if the query may run over them. @throws ExecutionAbort where it is estimated to cost too much. */
function* admitted({ plans, context }: Execution, prepared: Prepared, views: ViewCache): Generator<void, ExecutionContext> {
  const bound = yield* withTables(prepared, context, views);
  if (context.limits.maxCost !== Number.POSITIVE_INFINITY) checkCost(estimated(plans, bound), context.limits);
  return bound;
}

function estimated(plans: readonly LogicalPlan[], { tableOf, limits }: ExecutionContext): Cost {
  return costOf(plans, (name) => (name === '' ? undefined : statisticsOf(tableOf(name))), limits);
}

/** @throws ExecutionAbort where a query is estimated to cost more than the limit, or nothing that can be compared with it. */
function checkCost({ rows, cells, total }: Cost, { maxCost }: Limits): void {
  if (total <= maxCost) return;
  const help = `its stages read ${rows} rows and keep ${cells} cells: 'limit' or 'stats' early, and 'project' the columns that are needed before a sort or join, make it cheaper`;
  throw new ExecutionAbort(diagnose('limit-cost', { start: 0, end: 0 }, { cost: total, limit: maxCost }, { help }));
}

/** The plans of the tables with a policy. */
const viewPlans = ({ bound }: Prepared): readonly LogicalPlan[] =>
  [...bound.values()].flatMap((table) => (table instanceof Table ? [] : [table.plan]));

function requireValid(source: string, prepared: Prepared, check?: OutputCheck): Prepared {
  if (prepared.diagnostics.some(isError)) throw new QueryError(prepared.diagnostics, source);
  check?.(source, prepared.outputs.length);
  return prepared;
}

async function loadLibraries(plans: readonly LogicalPlan[]): Promise<void> {
  await Promise.all(Array.from(librariesOfPlans(plans), (library) => library.load()));
}

function missingTable(name: string): never {
  throw new InternalError(`a query was bound without its table ${name}`);
}
