import { createCompiler, isError, type Prepared } from './compile.ts';
import { type Diagnostic, diagnose } from './diagnostics/diagnostic.ts';
import { QueryError, QueryFailure } from './diagnostics/query-error.ts';
import { codeOfFailure, RowFailure } from './diagnostics/row-failure.ts';
import type { LazyLibrary } from './functions/declaration.ts';
import { builtinFunctions } from './functions/index.ts';
import { createRegistry, type FunctionRegistry } from './functions/registry.ts';
import type { BoundOutput } from './operators/bind.ts';
import { explainPlan } from './operators/explain.ts';
import { emptyFrame, interpret } from './operators/interpret.ts';
import { librariesOf } from './operators/libraries.ts';
import type { LogicalPlan } from './operators/plan.ts';
import { optimize } from './operators/rules/index.ts';
import { commands } from './parser/commands/index.ts';
import { type ExecutionContext, Warnings } from './runtime/context.ts';
import { runPlan } from './runtime/driver.ts';
import { stepsPerLook } from './runtime/evaluation.ts';
import { limitReached } from './runtime/limits.ts';
import { type OutputOptions, outputConverter } from './runtime/output.ts';
import { runInTurns, runNow } from './runtime/pace.ts';
import { Result } from './runtime/result.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import { formatType, type Schema } from './types/data-type.ts';
import { findTimeZone, type TimeZone } from './types/time-zone.ts';
import { buildVector } from './vectors/builder.ts';
import { batchSize, type RecordBatch } from './vectors/record-batch.ts';
import { Table } from './vectors/table.ts';
import { reader } from './vectors/vector.ts';

/** What compiling a query gives; `schema` and `plan` are undefined where the text has mistakes. */
export interface CompiledQuery {
  readonly schema: Schema | undefined;
  /** Mistakes and warnings in the text, in the order of the text. */
  readonly diagnostics: readonly Diagnostic[];
  readonly plan: LogicalPlan | undefined;
}

/** One output of a script. */
export interface NamedResult<Row extends object = Record<string, unknown>> {
  /** The dataset that was output by `$name;`, undefined for an unnamed statement. */
  readonly name: string | undefined;
  readonly result: Result<Row>;
}

/** A pipe command: its word, how it is written, and what it does. */
export interface CommandInfo {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
}

/** Compiles and runs pipe queries over tables in memory. */
export interface Engine {
  /** The tables that queries can read; may be changed at any time. */
  readonly tables: Map<string, Table>;
  readonly functions: FunctionRegistry;
  /** The pipe commands, for help and completion. */
  readonly commands: readonly CommandInfo[];
  /**
   * Runs a query that has one output. Yields to other work every few milliseconds.
   * @throws QueryError for mistakes in the text, limits, cancellation, and failures that must stop the query.
   */
  query<Row extends object = Record<string, unknown>>(text: string, options?: QueryOptions): Promise<Result<Row>>;
  /** The same as `query`, in one go and without a promise; the signal is not looked at. */
  querySync<Row extends object = Record<string, unknown>>(text: string, options?: QueryOptions): Result<Row>;
  /** Runs a script and gives every output; datasets that several outputs read are computed once. */
  run(text: string, options?: QueryOptions): Promise<NamedResult[]>;
  /** Gives the batches of a query as they are made. */
  stream(text: string, options?: QueryOptions): AsyncGenerator<RecordBatch>;
  /** Compiles a query without running it. Never throws for mistakes in the text. */
  compile(text: string, options?: QueryOptions): CompiledQuery;
  /** The plans of a query as text; the optimized ones unless asked otherwise. */
  explain(text: string, options?: QueryOptions & { readonly optimized?: boolean }): string;
  /** Computes one expression; `values` are the columns it may read. @throws QueryError on any failure. */
  evaluate(
    expression: string,
    values?: Readonly<Record<string, unknown>>,
    options?: OutputOptions,
  ): { readonly type: string; readonly value: unknown };
  /** Loads the libraries that functions load lazily, so that `querySync` and `evaluate` can use those too. */
  loadLibraries(): Promise<void>;
}

/** Creates an engine. */
export function createEngine(options: EngineOptions = {}): Engine {
  const tables = new Map(options.tables instanceof Map ? options.tables : Object.entries(options.tables ?? {}));
  const functions = createRegistry([...builtinFunctions, ...(options.functions ?? [])]);
  const timeZone = zoneOf(options.timeZone ?? 'UTC');
  const compiler = createCompiler(options, tables, functions, timeZone);

  /** Demands a text without errors. */
  const demand = (text: string, prepared: Prepared, single: boolean): Prepared => {
    const { diagnostics, outputs } = prepared;
    if (diagnostics.some(isError)) throw new QueryError(diagnostics, text);
    if (single && outputs.length !== 1) {
      const help = outputs.length === 0 ? 'a dataset is output by its name: $name;' : 'engine.run gives every output of a script';
      throw new QueryError([diagnose('SPL2113', { start: 0, end: Math.min(1, text.length) }, { count: outputs.length }, { help })], text);
    }
    return prepared;
  };

  const optimized = ({ outputs, evaluation }: Prepared): readonly LogicalPlan[] => {
    const plans = outputs.map(({ plan }) => plan);
    return options.execution?.optimize === false ? plans : optimize(plans, evaluation);
  };

  const contextOf = ({ evaluation, limits, loaded }: Prepared, query: QueryOptions): ExecutionContext => ({
    evaluation,
    limits,
    batchSize: options.execution?.batchSize ?? 8192,
    batchKernels: options.execution?.batchKernels ?? true,
    dictionaryInputs: options.execution?.dictionaryInputs ?? false,
    onRowError: query.onRowError ?? options.onRowError ?? 'null',
    tableOf: (name) => loaded.get(name) ?? tables.get(name) ?? missingTable(name),
    warnings: new Warnings(),
    stats: [],
    shared: new Map(),
  });

  /** Work that runs one plan to a result. */
  function* collect(
    plan: LogicalPlan,
    output: BoundOutput,
    prepared: Prepared,
    context: ExecutionContext,
    query: QueryOptions,
  ): Generator<void, Result> {
    const batches: RecordBatch[] = [];
    const { limits, evaluation } = prepared;
    let rows = 0;
    let bytes = 0;
    const work = runPlan(plan, context, (batch) => {
      batches.push(batch);
      rows += batch.length;
      bytes += batchSize(batch);
      if (rows > limits.resultRows) {
        if (query.onLimit !== 'partial') limitReached('SPL4008', limits.resultRows);
        context.warnings.add(diagnose('SPL4101', plan.span, { limit: 'resultRows' }));
        return 'enough';
      }
      if (bytes > limits.resultBytes) limitReached('SPL4009', limits.resultBytes);
      return 'more';
    });
    for (const _ of work) {
      evaluation.tick(stepsPerLook);
      yield;
    }
    // Where columns were found in the data, only the batches know them.
    const table = Table.fromBatches(batches[0]?.schema ?? plan.schema, batches);
    return new Result(table, [...prepared.diagnostics, ...context.warnings.all()], context.stats, timeZone, output.render);
  }

  /** Keeps the value that work returns at its end. */
  function* kept<T>(work: Generator<void, T>, keep: (value: T) => void): Generator<void> {
    keep(yield* work);
  }

  const inText = <T>(text: string, error: unknown): T => {
    if (error instanceof QueryFailure) throw new QueryError([error.diagnostic], text);
    throw error;
  };

  const load = async (plans: readonly LogicalPlan[]): Promise<void> => {
    await Promise.all(plans.flatMap((plan) => [...librariesOf(plan)]).map((library) => library.load()));
  };

  const runAll = async (text: string, query: QueryOptions, single: boolean): Promise<NamedResult[]> => {
    const prepared = demand(text, await compiler.prepareWithSources(text, query), single);
    try {
      const plans = optimized(prepared);
      await load(plans);
      const context = contextOf(prepared, query);
      const results: NamedResult[] = [];
      for (const [i, plan] of plans.entries()) {
        let result: Result | undefined;
        const own = { ...context, warnings: new Warnings(), stats: [] };
        for await (const _ of runInTurns(
          kept(collect(plan, prepared.outputs[i]!, prepared, own, query), (value) => (result = value)),
          query.signal,
        ));
        results.push({ name: prepared.outputs[i]!.name, result: result! });
      }
      return results;
    } catch (error) {
      return inText(text, error);
    }
  };

  const engine: Engine = {
    tables,
    functions,
    commands: Object.values(commands).map(({ kind, usage, summary }) => ({ name: kind, usage, summary })),

    async query<Row extends object>(text: string, query: QueryOptions = {}) {
      const [output] = await runAll(text, query, true);
      return output!.result as unknown as Result<Row>;
    },

    querySync<Row extends object>(text: string, query: QueryOptions = {}) {
      const prepared = demand(text, compiler.prepare(text, query), true);
      try {
        const [plan] = optimized(prepared);
        demandLoaded([...librariesOf(plan!)], text);
        let result: Result | undefined;
        runNow(kept(collect(plan!, prepared.outputs[0]!, prepared, contextOf(prepared, query), query), (value) => (result = value)));
        return result as unknown as Result<Row>;
      } catch (error) {
        return inText(text, error);
      }
    },

    run: (text, query = {}) => runAll(text, query, false),

    async *stream(text, query = {}) {
      const prepared = demand(text, await compiler.prepareWithSources(text, query), true);
      try {
        const [plan] = optimized(prepared);
        await load([plan!]);
        const ready: RecordBatch[] = [];
        const work = runPlan(plan!, contextOf(prepared, query), (batch) => {
          ready.push(batch);
          return 'more';
        });
        for await (const _ of runInTurns(work, query.signal)) yield* ready.splice(0);
        yield* ready.splice(0);
      } catch (error) {
        inText(text, error);
      }
    },

    compile(text, query = {}) {
      const prepared = compiler.prepare(text, query);
      const { diagnostics, outputs } = prepared;
      const [first] = outputs;
      const usable = first !== undefined && !diagnostics.some(isError);
      return { schema: usable ? first.plan.schema : undefined, diagnostics, plan: usable ? first.plan : undefined };
    },

    explain(text, { optimized: wanted = true, ...query } = {}) {
      const prepared = demand(text, compiler.prepare(text, query), false);
      try {
        const plans = wanted ? optimized(prepared) : prepared.outputs.map(({ plan }) => plan);
        return plans.map(explainPlan).join('\n\n');
      } catch (error) {
        return inText(text, error);
      }
    },

    evaluate(text, values = {}, output = {}) {
      const row = Table.from([values]);
      const { expression, evaluation } = compiler.expression(text, row.schema);
      try {
        demandLoaded([...librariesOf(expression)], text);
        const value = interpret(expression, { ...emptyFrame(), columns: row.columns.map(reader) }, evaluation)();
        const convert = outputConverter(expression.type, [buildVector(expression.type, [value])], output, timeZone);
        return { type: formatType(expression.type), value: convert(value) };
      } catch (error) {
        if (error instanceof RowFailure) {
          const parameters = { call: error.call ?? 'expression', reason: error.reason };
          throw new QueryError([diagnose(codeOfFailure(error.kind), error.span ?? expression.span, parameters)], text);
        }
        return inText(text, error);
      }
    },

    async loadLibraries() {
      await Promise.all(functions.all.flatMap((fn) => (fn.kind === 'scalar' && fn.library ? [fn.library.load()] : [])));
    },
  };
  return engine;
}

function zoneOf(name: string): TimeZone {
  const zone = findTimeZone(name);
  if (!zone) throw new RangeError(`'${name}' is no time zone`);
  return zone;
}

function missingTable(name: string): never {
  throw new QueryFailure(diagnose('SPL2003', { start: 0, end: 0 }, { name }, { help: 'the table was removed while the query ran' }));
}

function demandLoaded(libraries: readonly LazyLibrary[], text: string): void {
  const missing = libraries.find((library) => !library.ready());
  if (!missing) return;
  const help = `await engine.loadLibraries() first, or use engine.query, which loads ${missing.name} by itself`;
  throw new QueryError(
    [
      diagnose(
        'SPL5001',
        { start: 0, end: 0 },
        { name: missing.name, reason: 'it is loaded when first used, which takes a promise' },
        { help },
      ),
    ],
    text,
  );
}
