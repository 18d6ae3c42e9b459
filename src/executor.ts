import { askHost, askHostSync, hostCalls } from './ask-host.ts';
import type { Division, PortabilityNote } from './backends/backend.ts';
import { CellsFailed } from './backends/cells-failed.ts';
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
import type { Answering, KeptAnswers } from './runtime/incremental/kept.ts';
import type { Limits } from './runtime/limits.ts';
import type { Result } from './runtime/results/result.ts';
import { ResultBatch } from './runtime/results/result-batch.ts';
import type { StreamSource } from './runtime/results/result-stream.ts';
import { runCooperatively, runInTurns, runSync, stepCooperatively } from './runtime/scheduler.ts';
import { ticking } from './runtime/ticking.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import { type Backends, isRemote } from './use-backends.ts';
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
  /** Answers a query with one output, of which is kept what the next answer can go on from. */
  answer(
    source: string,
    query: QueryOptions,
    kept: KeptAnswers,
    check: OutputCheck,
  ): Promise<NamedResult & { readonly answering: Answering }>;
  /** What a valid query is estimated to cost. @throws QueryError if a policy cannot be applied. */
  cost(source: string, prepared: Prepared, query: QueryOptions): Cost;
  /** What keeps parts of a valid query out of backends. @throws QueryError */
  portability(source: string, prepared: Prepared): readonly PortabilityNote[];
  /** Ends the threads and the backends. */
  close(): Promise<void>;
  /** The plan of every output. */
  plans(source: string, query: QueryOptions, optimized: boolean): readonly LogicalPlan[];
}

/** A valid query, ready to run. */
interface Execution {
  readonly plans: readonly LogicalPlan[];
  readonly context: ExecutionContext;
}

/** Makes the plans of queries. */
function planningOf(options: EngineOptions, backends: Backends) {
  const optimizing = options.execution?.optimize ?? true;

  function* plansOf({ outputs, evaluation }: Prepared, optimized = optimizing): Generator<void, readonly LogicalPlan[]> {
    const plans = outputs.map(({ plan }) => plan);
    return optimized ? yield* optimize(plans, evaluation) : plans;
  }

  /** The plans, of which backends compute their parts. */
  function divisionOf(plans: readonly LogicalPlan[], { bound, evaluation }: Prepared, mayFail = true): Division {
    return backends.divide(plans, bound, evaluation.timeZone, { optimize: optimizing, mayFail });
  }

  function* executionOf(prepared: Prepared, query: QueryOptions, mayFail = true): Generator<void, Execution> {
    return { plans: divisionOf(yield* plansOf(prepared), prepared, mayFail).plans, context: contextOf(options, prepared, query) };
  }

  return { plansOf, divisionOf, executionOf };
}

/** What is known of queries that do not run. */
function explaining(
  compiler: Compiler,
  plansOf: ReturnType<typeof planningOf>['plansOf'],
  divisionOf: ReturnType<typeof planningOf>['divisionOf'],
): Pick<Executor, 'portability' | 'plans'> {
  return {
    portability(source, prepared) {
      try {
        return divisionOf(runSync(plansOf(prepared)), prepared).notes;
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    plans(source, query, optimized) {
      try {
        const prepared = requireValid(source, compiler.prepare(source, query));
        const plans = runSync(plansOf(prepared, optimized));
        return optimized ? divisionOf(plans, prepared).plans : plans;
      } catch (error) {
        throw asQueryError(error, source);
      }
    },
  };
}

/** An executor over the tables of an engine. */
export function createExecutor(options: EngineOptions, compiler: Compiler, backends: Backends): Executor {
  const { plansOf, divisionOf, executionOf } = planningOf(options, backends);
  const threads = threadsOf(options);
  const views = new ViewCache();

  /** Compiles, and runs what runs elsewhere; `change` makes the context of the run. */
  async function executed(
    prepared: Prepared,
    query: QueryOptions,
    change: (context: ExecutionContext) => ExecutionContext = (context) => context,
  ): Promise<Execution> {
    const attempt = async (mayFail: boolean): Promise<Execution> => {
      const { plans, context } = await runInTurns(executionOf(prepared, query, mayFail), query.signal, prepared.evaluation.pace);
      await loadLibraries([...plans, ...viewPlans(prepared)]);
      return await started({ plans, context: change(context) }, prepared, query);
    };
    try {
      return await attempt(true);
    } catch (error) {
      if (!(error instanceof CellsFailed)) throw error;
      return await attempt(false);
    }
  }

  /** The execution over its tables, with what threads have computed of it. */
  async function started(execution: Execution, prepared: Prepared, query: QueryOptions): Promise<Execution> {
    const { plans } = execution;
    const calls = hostCalls(plans);
    const context = await runCooperatively(admitted(execution, prepared, views), query.signal, execution.context.pace);
    const ready = await threads.compute(plans, await backends.compute(plans, prepared.bound, context, query), prepared, query);
    if (calls.length === 0) return { plans, context: ready };
    return { plans, context: await askHost(calls, { context: ready, signal: query.signal, sources: prepared.sources }) };
  }

  return {
    async run(source, query, check) {
      try {
        const prepared = requireReachable(backends, source, await compiler.prepareWithSources(source, query), check);
        const running = await executed(prepared, query);
        return await runCooperatively(results(running, prepared), query.signal, running.context.pace);
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    async answer(source, query, kept, check) {
      try {
        const prepared = requireReachable(backends, source, await compiler.prepareWithSources(source, query), check);
        return await answerAgain(await executed(prepared, query), prepared, query, kept);
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    runSync(source, query, check) {
      try {
        const prepared = requireHere(requireValid(source, compiler.prepare(source, query), check));
        const execution = runSync(executionOf(prepared, query));
        requireLoaded(librariesOfPlans([...execution.plans, ...viewPlans(prepared)]));
        const calls = hostCalls(execution.plans);
        const context = askHostSync(calls, {
          context: runSync(admitted(execution, prepared, views)),
          signal: undefined,
          sources: prepared.sources,
        });
        return runSync(results({ ...execution, context }, prepared));
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    stream(source, query, check) {
      let warnings = new Warnings();
      async function* batches(): AsyncGenerator<ResultBatch, void, undefined> {
        try {
          const prepared = requireReachable(backends, source, await compiler.prepareWithSources(source, query), check);
          warnings = new Warnings(prepared.diagnostics);
          const ready: ResultBatch[] = [];
          const { plans, context } = await executed(prepared, query, (own) => withWarnings(own, warnings));
          for (const found of context.hostWarnings?.all() ?? []) warnings.add(found);
          function* work(): Generator<void> {
            yield* executePlan(plans[0]!, context, (batch) => {
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

    async close() {
      await Promise.all([threads.close(), backends.close()]);
    },

    cost(source, prepared, query) {
      try {
        const { plans, context } = runSync(executionOf(prepared, query));
        return estimated(plans, runSync(withTables(prepared, context, views)));
      } catch (error) {
        throw asQueryError(error, source);
      }
    },

    ...explaining(compiler, plansOf, divisionOf),
  };
}

/** The only output, of which what is kept knows parts. */
async function answerAgain({ plans, context }: Execution, prepared: Prepared, query: QueryOptions, kept: KeptAnswers) {
  const updating = ticking(kept.update(plans, context), context.evaluation);
  const { nodes, ...answering } = await runCooperatively(updating, query.signal, context.pace);
  const work = results({ plans, context: { ...context, kept: nodes } }, prepared);
  const [output] = await runCooperatively(work, query.signal, context.pace);
  return { ...output!, answering };
}

/** The work of every output, each with its own warnings and statistics. */
function* results({ plans, context }: Execution, { outputs, diagnostics }: Prepared): Generator<void, NamedResult[]> {
  const all: NamedResult[] = [];
  for (const [i, plan] of plans.entries()) {
    const { name, render } = outputs[i]!;
    const said = [...diagnostics, ...(context.hostWarnings?.all() ?? []), ...(context.remoteWarnings ?? [])];
    const own = { ...withWarnings(context, new Warnings(said)), stats: [] };
    all.push({ name, result: yield* collectResult(plan, own, render) });
  }
  return all;
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
  for (const [name, table] of bound)
    if (!isRemote(table)) tables.set(name, table instanceof Table ? table : yield* views.rowsOf(table, context));
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
  [...bound.values()].flatMap((table) => ('plan' in table ? [table.plan] : []));

function requireValid(source: string, prepared: Prepared, check?: OutputCheck): Prepared {
  if (prepared.diagnostics.some(isError)) throw new QueryError(prepared.diagnostics, source);
  check?.(source, prepared.outputs.length);
  return prepared;
}

/** The same where backends were asked for their tables: one that cannot be reached may have the table that is missing. */
function requireReachable(backends: Backends, source: string, prepared: Prepared, check?: OutputCheck): Prepared {
  if (backends.failure && prepared.diagnostics.some(isError)) throw backends.failure;
  return requireValid(source, prepared, check);
}

/** @throws ExecutionAbort if a table of the query lies in a backend. */
function requireHere(prepared: Prepared): Prepared {
  for (const [table, found] of prepared.bound)
    if (isRemote(found)) {
      const help = "'engine.query', 'engine.run' and 'engine.stream' wait for it";
      throw new ExecutionAbort(diagnose('backend-sync', { start: 0, end: 0 }, { table, backend: found.backend.name }, { help }));
    }
  return prepared;
}

async function loadLibraries(plans: readonly LogicalPlan[]): Promise<void> {
  await Promise.all(Array.from(librariesOfPlans(plans), (library) => library.load()));
}

function missingTable(name: string): never {
  throw new InternalError(`a query was bound without its table ${name}`);
}
