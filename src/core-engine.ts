import type { PortabilityNote } from './backends/backend.ts';
import { createCompiler, isError } from './compile.ts';
import { asQueryError } from './diagnostics/as-query-error.ts';
import { type Diagnostic, diagnose } from './diagnostics/diagnostic.ts';
import { QueryError } from './diagnostics/query-error.ts';
import { createEvaluator } from './evaluate-expression.ts';
import { createExecutor, type NamedResult, type NamedResults } from './executor.ts';
import { languageFunctions } from './functions/language.ts';
import { createRegistry, type FunctionRegistry } from './functions/registry.ts';
import type { Cost } from './operators/plan/cost.ts';
import { explainPlan } from './operators/plan/explain.ts';
import type { LogicalPlan } from './operators/plan/plan.ts';
import { hostCall } from './parser/commands/host-call.ts';
import { commands } from './parser/commands/index.ts';
import type { OutputOptions } from './runtime/results/output-converter.ts';
import type { Result } from './runtime/results/result.ts';
import { ResultStream, type StreamSource } from './runtime/results/result-stream.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import type { Schema } from './types/data-type.ts';
import { findTimeZone } from './types/time-zone.ts';
import { Backends } from './use-backends.ts';
import { LiveTable } from './vectors/live-table.ts';
import type { Table } from './vectors/table.ts';
import { type Watch, type WatchOptions, watchQuery } from './watch.ts';

/** The result of compiling a query; `schema` and `plan` are undefined if it has mistakes. */
export interface CompiledQuery {
  readonly schema: Schema | undefined;
  /** Errors, warnings and hints, in source order. */
  readonly diagnostics: readonly Diagnostic[];
  readonly plan: LogicalPlan | undefined;
  /**
   * What all outputs are estimated to cost, from the sizes of tables and without running them; computed when it is asked for. Undefined if the query has
   * mistakes. A policy that cannot be applied throws a QueryError.
   */
  readonly cost: Cost | undefined;
  /** What keeps parts of the query out of the backends where its tables lie; computed when it is asked for. Empty if nothing does, or no table lies in one. */
  readonly portability: readonly PortabilityNote[];
}

/** A pipe command: its word, and how it is written. */
export interface CommandInfo {
  readonly name: string;
  readonly usage: string;
}

/** Compiles and runs pipe queries over tables in memory. */
export interface Engine {
  /** The tables that queries can read, whole, whatever their policies; may be changed at any time. Setting one that its policy does not fit throws a QueryError. */
  readonly tables: Map<string, Table | LiveTable>;
  /** The functions that queries can call, for completion; `docsOf` of `logflume/docs` gives the documentation of each. */
  readonly functions: FunctionRegistry;
  /** The pipe commands, for completion; `logflume/docs` says what they do. */
  readonly commands: readonly CommandInfo[];
  /**
   * Runs a query that has one output. Yields to other work every few milliseconds.
   * @throws QueryError for mistakes in the query, limits, cancellation, and failures that stop the query.
   */
  query<Row extends object = Record<string, unknown>>(source: string, options?: QueryOptions): Promise<Result<Row>>;
  /** Like `query`, but synchronous; the signal is ignored. */
  querySync<Row extends object = Record<string, unknown>>(source: string, options?: QueryOptions): Result<Row>;
  /**
   * Runs a script and returns every output; a dataset that several outputs read is computed once. The types of the outputs' rows may be given
   * in order: `run<[ByVerb, Slowest]>(…)`.
   */
  run<Rows extends readonly object[] = Record<string, unknown>[]>(source: string, options?: QueryOptions): Promise<NamedResults<Rows>>;
  /** Yields the batches of a query as they are produced; the stream has the warnings, and `rows()`. */
  stream<Row extends object = Record<string, unknown>>(source: string, options?: QueryOptions): ResultStream<Row>;
  /**
   * Answers a query again as rows are appended to live tables, at once for the rows that are there. Aggregations and filters over a live table go on from the answer
   * before, whatever is done with their rows then; the rest is computed again, and the answer says why.
   * @throws RangeError for an `every` that is not a duration.
   */
  watch<Row extends object = Record<string, unknown>>(source: string, options: WatchOptions<Row>): Watch;
  /** Compiles a query without running it. Never throws for mistakes in the query. */
  compile(source: string, options?: QueryOptions): CompiledQuery;
  /** The plans of a query as a string, optimized by default. */
  explain(source: string, options?: QueryOptions & { readonly optimized?: boolean }): string;
  /** Evaluates one expression; `values` are the columns that it can read. @throws QueryError on any failure. */
  evaluate(
    expression: string,
    values?: Readonly<Record<string, unknown>>,
    options?: OutputOptions,
  ): { readonly type: string; readonly value: unknown };
  /**
   * Reads the catalogues of the backends again. Queries read them when they are first needed; `compile` and `explain`, which cannot wait, know the
   * tables of backends only after that. @throws QueryError for a backend that cannot be reached.
   */
  connect(): Promise<void>;
  /** Loads the libraries that functions load lazily, so that `querySync` and `evaluate` can use those functions too. */
  loadLibraries(): Promise<void>;
  /** Ends the workers, and what backends started; queries that workers compute fail, later ones run without them. An engine with neither needs no end. */
  close(): Promise<void>;
  /** The same. */
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Creates an engine that has the language (operators, conditions, casts) and the functions it is given: families of `logflume/families`, and the
 * host's own. Commands that are desugared to calls need those functions: `pivot` aggregates and maps, `log-patterns` patterns.
 * @throws RangeError for an unknown time zone, TypeError for functions with the same name, QueryError for a policy with mistakes.
 */
export function createEngine(options: EngineOptions = {}): Engine {
  const functions = createRegistry(
    [...languageFunctions, ...(options.functions ?? [])],
    'this engine has only the functions that its host chose',
  );
  return createEngineWith(options, functions);
}

/** Creates an engine that knows the functions of a registry. */
export function createEngineWith(options: EngineOptions, functions: FunctionRegistry): Engine {
  const tables = new GovernedTables();
  const timeZone = findTimeZone(options.timeZone ?? 'UTC');
  if (!timeZone) throw new RangeError(`'${options.timeZone}' is not a time zone`);
  const backends = new Backends(options);
  const compiler = createCompiler(options, tables, backends, functions, timeZone);
  tables.check = compiler.checkPolicy;
  for (const [name, table] of options.tables instanceof Map ? options.tables : Object.entries(options.tables ?? {}))
    tables.set(name, table);
  const executor = createExecutor(options, compiler, backends);
  const evaluate = createEvaluator(compiler, timeZone);

  return {
    tables,
    functions,
    commands: [
      ...Object.values(commands).flatMap(({ kind, usage }) => (kind === hostCall.kind ? [] : [{ name: kind, usage }])),
      ...callsOf(options),
    ],

    async query<Row extends object>(source: string, query: QueryOptions = {}) {
      const [output] = await executor.run(source, query, single);
      return output!.result as Result<object> as Result<Row>; // as the caller knows the query
    },

    querySync<Row extends object>(source: string, query: QueryOptions = {}) {
      const [output] = executor.runSync(source, query, single);
      return output!.result as Result<object> as Result<Row>;
    },

    async run<Rows extends readonly object[]>(source: string, query: QueryOptions = {}) {
      return (await executor.run(source, query)) as readonly NamedResult<object>[] as NamedResults<Rows>; // as the caller knows the script
    },

    stream<Row extends object>(source: string, query: QueryOptions = {}) {
      return new ResultStream(executor.stream(source, query, single) as StreamSource<object> as StreamSource<Row>); // as the caller knows the query
    },

    watch: (source, watched) => watchQuery(executor, tables, source, watched, single),

    compile(source, query = {}) {
      const prepared = compiler.prepare(source, query);
      const { diagnostics, outputs } = prepared;
      const [first] = outputs;
      const valid = first !== undefined && !diagnostics.some(isError);
      return {
        schema: valid ? first.plan.schema : undefined,
        diagnostics,
        plan: valid ? first.plan : undefined,
        get cost() {
          return valid ? executor.cost(source, prepared, query) : undefined;
        },
        get portability() {
          return valid ? executor.portability(source, prepared) : [];
        },
      };
    },

    explain(source, { optimized = true, ...query } = {}) {
      return executor.plans(source, query, optimized).map(explainPlan).join('\n\n');
    },

    evaluate,

    async connect() {
      backends.forget();
      await backends.load();
      if (backends.failure) throw asQueryError(backends.failure, '');
    },

    close: () => executor.close(),

    [Symbol.asyncDispose]: () => executor.close(),

    async loadLibraries() {
      await Promise.all(functions.all.flatMap((fn) => (fn.kind === 'scalar' && fn.library ? [fn.library.load()] : [])));
    },
  };
}

/** The commands of the calls of the host. */
const callsOf = ({ calls = {} }: EngineOptions): readonly CommandInfo[] =>
  Object.entries(calls).map(([family, functions]) => ({
    name: `${family}-call`,
    usage: `${family}-call ${Object.keys(functions).join('(…) | ')}(…)`,
  }));

/** Tables that are set only if their policies fit them. */
class GovernedTables extends Map<string, Table | LiveTable> {
  check: (name: string, table: Table) => void = () => {};

  override set(name: string, table: Table | LiveTable): this {
    // The columns of a live table that has no row yet are not known: queries check its policy then.
    if (!(table instanceof LiveTable)) this.check(name, table);
    else if (table.schema.length > 0) this.check(name, table.snapshot());
    return super.set(name, table);
  }
}

/** Requires that a script has one output. */
function single(source: string, outputCount: number): void {
  if (outputCount === 1) return;
  const help = outputCount === 0 ? 'a dataset is output by its name: $name;' : 'engine.run returns every output of a script';
  throw new QueryError([diagnose('output-count', { start: 0, end: Math.min(1, source.length) }, { count: outputCount }, { help })], source);
}
