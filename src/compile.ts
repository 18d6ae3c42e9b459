import type { RemoteTable } from './backends/backend.ts';
import { asQueryError, diagnosticOfError } from './diagnostics/as-query-error.ts';
import { type Diagnostic, diagnose, type Report } from './diagnostics/diagnostic.ts';
import { normalizeDiagnostics } from './diagnostics/normalize.ts';
import { ExecutionAbort, QueryError, TooManyMistakes } from './diagnostics/query-error.ts';
import type { Span } from './diagnostics/span.ts';
import type { EvaluationContext } from './functions/declaration.ts';
import type { HostSource } from './functions/host-call.ts';
import type { FunctionRegistry } from './functions/registry.ts';
import { inTime } from './in-time.ts';
import { type LoadedSource, loadSources, sourceKey, sourcesOf } from './load-sources.ts';
import type { BindContext } from './operators/bind/bind-context.ts';
import { bindExpression } from './operators/bind/bind-expression.ts';
import { type BoundOutput, bindScript } from './operators/bind/bind-script.ts';
import { cutRatios } from './operators/bind/cut-ratios.ts';
import { scopeOf } from './operators/bind/scope.ts';
import { slsLimits } from './operators/bind/sls-compatibility.ts';
import type { Expression } from './operators/expressions/expression.ts';
import { worldOf } from './parser/habits/language.ts';
import { withHabits } from './parser/habits/with-habits.ts';
import { type ParseLimits, type ParseResult, parseExpression, parseScript, parseScriptInSteps } from './parser/parser.ts';
import type { ScriptNode } from './parser/syntax.ts';
import { anyContext, PolicyMistake, type View, viewOf } from './policies.ts';
import { createEvaluation, type Evaluation, stepsPerLook } from './runtime/evaluation.ts';
import { defaultLimits, type Limits } from './runtime/limits.ts';
import { runInTurns, runSync } from './runtime/scheduler.ts';
import type { EngineOptions, QueryOptions, TablePolicy } from './settings.ts';
import type { Schema } from './types/data-type.ts';
import type { TimeZone } from './types/time-zone.ts';
import type { Backends } from './use-backends.ts';
import { LiveTable } from './vectors/live-table.ts';
import type { Table } from './vectors/table.ts';

/** A query as far as it could be compiled, and what it runs with. */
export interface Prepared {
  readonly outputs: readonly BoundOutput[];
  readonly diagnostics: readonly Diagnostic[];
  readonly evaluation: Evaluation;
  readonly limits: Limits;
  /** The sources that the host loaded, by the name of their table. */
  readonly sources: ReadonlyMap<string, HostSource>;
  /** The tables that the query was bound to, and so runs over, whatever the host does with its tables meanwhile; of those with a policy, the view. */
  readonly bound: ReadonlyMap<string, Table | View | RemoteTable>;
}

/** Compiles the queries of an engine. */
export interface Compiler {
  prepare(source: string, query: QueryOptions): Prepared;
  /** The same, after loading the sources of the query. */
  prepareWithSources(source: string, query: QueryOptions): Promise<Prepared>;
  /** Checks the policy of a table, whatever the context will be. @throws QueryError */
  checkPolicy(name: string, table: Table): void;
  /** @throws QueryError for mistakes in the query. */
  expression(source: string, schema: Schema): { readonly expression: Expression; readonly evaluation: EvaluationContext };
}

const maxMistakes = 200;

/**
 * How many parameters of lambdas are bound for a source: one whose type depends on what its lambda makes is bound several times, and so are those within it each time.
 */
const maxLambdaParameters = (source: string): number => 2000 + source.length;
const nowhere: Span = { start: 0, end: 0 };

/** Whether a diagnostic stops the query. */
export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

/** What the engine gives to all of its queries. */
interface Host {
  readonly options: EngineOptions;
  readonly tables: ReadonlyMap<string, Table | LiveTable>;
  readonly backends: Backends;
  readonly functions: FunctionRegistry;
  readonly timeZone: TimeZone;
  readonly policies: ReadonlyMap<string, TablePolicy>;
}

/** The state of compiling one source. */
interface Compilation {
  readonly source: string;
  readonly query: QueryOptions;
  readonly limits: Limits;
  readonly evaluation: Evaluation;
  /** The tables that were loaded for the sources of the query. */
  readonly loaded: ReadonlyMap<string, LoadedSource>;
  /** The tables that the query was bound to. */
  readonly bound: Map<string, Table | View | RemoteTable>;
  readonly found: Diagnostic[];
  /** The columns that no input has, where these are NULL, and where each was first read. */
  readonly missing: Map<string, Span>;
}

/** A compiler over the tables and functions of an engine. */
export function createCompiler(
  options: EngineOptions,
  tables: ReadonlyMap<string, Table | LiveTable>,
  backends: Backends,
  functions: FunctionRegistry,
  timeZone: TimeZone,
): Compiler {
  const policies = options.policies instanceof Map ? options.policies : new Map(Object.entries(options.policies ?? {}));
  const engine: Host = { options, tables, backends, functions, timeZone, policies };
  return {
    prepare(source, query) {
      const started = performance.now();
      const compilation = newCompilation(engine, source, query, started);
      return runSync(bind(engine, parsed(source, compilation), compilation));
    },

    async prepareWithSources(source, query) {
      const started = performance.now();
      // The host may change its tables between two steps.
      const host: Host = { ...engine, tables: new Map([...engine.tables].map(([name, table]) => [name, rowsNow(table)!])) };
      const first = newCompilation(host, source, query, started);
      const script = await runInTurns(parsedInSteps(source, first), query.signal, first.evaluation.pace);
      if (options.backends) await inTime(backends.load(), query.signal, first.limits);
      const valid = options.sources && !script.diagnostics.some(isError);
      const loaded = valid
        ? await loadSources(script.sources, {
            loaders: host.options.sources ?? {},
            context: bindContext(host, first),
            signal: query.signal,
            limits: first.limits,
            failed: () => first.found.some(isError),
          })
        : new Map<string, LoadedSource>();
      const compilation = newCompilation(host, source, query, started, loaded);
      return await runInTurns(bind(host, script, compilation), query.signal, compilation.evaluation.pace);
    },

    checkPolicy(name, table) {
      const policy = policies.get(name);
      if (!policy) return;
      try {
        const compilation = newCompilation(engine, '', {}, performance.now());
        viewOf(name, table, policy, policyContext(engine, compilation, anyContext), compilation.limits);
      } catch (error) {
        throw asQueryError(error, '');
      }
    },

    expression(source, schema) {
      const compilation = newCompilation(engine, source, {}, performance.now());
      const { found, evaluation } = compilation;
      try {
        const look = (): void => evaluation.tick(stepsPerLook);
        const { tree, diagnostics } = parseExpression(source, { ...compilation.limits, look });
        found.push(...diagnostics);
        // An expression has no place for a warning: what is missing is a mistake.
        const context: BindContext = { ...bindContext(engine, compilation), noteMissing: () => false };
        const expression = bindExpression(tree, { scope: scopeOf(schema), context });
        if (!found.some(isError)) return { expression, evaluation };
      } catch (error) {
        if (!(error instanceof TooManyMistakes)) throw asQueryError(error, source);
      }
      throw new QueryError(normalizeDiagnostics(found, source), source);
    },
  };
}

/** What is set: undefined means the default. */
function given(limits: Partial<Limits> = {}): Partial<Limits> {
  return Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined));
}

/** Parses a script, looking at the clock. A limit of time that it reaches is its only mistake. */
function parsed(source: string, compilation: Compilation): ParseResult<ScriptNode> {
  try {
    return parseScript(source, parseLimits(compilation));
  } catch (error) {
    return unparsed(error, source);
  }
}

/** The same in steps. */
function* parsedInSteps(source: string, compilation: Compilation): Generator<void, ParseResult<ScriptNode>> {
  try {
    return yield* parseScriptInSteps(source, parseLimits(compilation));
  } catch (error) {
    return unparsed(error, source);
  }
}

const parseLimits = ({ limits, evaluation }: Compilation): ParseLimits => ({ ...limits, look: () => evaluation.tick(stepsPerLook) });

/** @throws what is not a limit. */
function unparsed(error: unknown, source: string): ParseResult<ScriptNode> {
  if (!(error instanceof ExecutionAbort)) throw error;
  return {
    tree: { settings: [], statements: [], span: { start: 0, end: source.length } },
    diagnostics: [error.diagnostic],
    comments: [],
    sources: [],
  };
}

function limitsOf({ options }: Host, query: QueryOptions): Limits {
  const limits = { ...defaultLimits, ...given(options.limits), ...given(query.limits) };
  if (options.compatibility !== 'sls') return limits;
  const { stages, textLength } = slsLimits;
  return { ...limits, stages: Math.min(limits.stages, stages), textLength: Math.min(limits.textLength, textLength) };
}

function newCompilation(
  host: Host,
  source: string,
  query: QueryOptions,
  started: number,
  loaded: ReadonlyMap<string, LoadedSource> = new Map(),
): Compilation {
  const { now = Date.now, seed = 1, geo } = host.options;
  const limits = limitsOf(host, query);
  return {
    source,
    query,
    limits,
    evaluation: createEvaluation(host.timeZone, now(), seed, limits, geo, query.interrupted, started),
    loaded,
    bound: new Map(),
    found: [],
    missing: new Map(),
  };
}

/** The table of a name, or what its policy leaves of it; the same for the whole query. @throws PolicyMistake */
function visibleTable(host: Host, compilation: Compilation, name: string): Table | View | RemoteTable | undefined {
  const { bound, loaded, limits, query } = compilation;
  const known = bound.get(name);
  if (known) return known;
  const ofSource = loaded.get(name)?.table;
  const table = ofSource ?? rowsNow(host.tables.get(name));
  const shown = ofSource ? name.slice(0, name.lastIndexOf('@')) : name;
  const policy = host.policies.get(shown);
  if (!table) return remoteTable(host, name, policy);
  if (!policy) return table;
  const view = viewOf(shown, table, policy, policyContext(host, compilation, query.context ?? {}), limits);
  return ofSource ? { ...view, key: undefined } : view; // what a source loads is not kept
}

/** A table as it is now. */
const rowsNow = (table: Table | LiveTable | undefined): Table | undefined => (table instanceof LiveTable ? table.snapshot() : table);

/** A table of a backend; one with a policy is not read at all, since what the policy hides would lie open to the statement. @throws PolicyMistake */
function remoteTable({ backends }: Host, name: string, policy: TablePolicy | undefined): RemoteTable | undefined {
  const table = backends.tables.get(name);
  if (table && policy)
    throw new PolicyMistake(
      name,
      `cannot be applied in backend '${table.backend.name}'`,
      'a view of the backend can hide rows and columns',
    );
  return table;
}

/** The names of all tables. */
const namesOf = ({ tables, backends }: Host): readonly string[] => [...new Set([...tables.keys(), ...backends.tables.keys()])];

/** Policies see no tables, no window and no parameters of the query, and their mistakes are not those of the query. */
function policyContext(host: Host, compilation: Compilation, context: Readonly<Record<string, unknown>>) {
  return (source: string, report: Report): BindContext => ({
    ...bindContext(host, compilation),
    source,
    report,
    catalogue: { names: () => [], schemaOf: () => undefined },
    parameters: context,
    window: undefined,
    sls: false,
    noteMissing: () => false,
  });
}

function bindContext(host: Host, compilation: Compilation): BindContext {
  const { options, functions } = host;
  const { source, query, limits, evaluation, loaded, found, missing } = compilation;
  let slots = 0;
  const maxSlots = maxLambdaParameters(source);
  let mistakes = 0;
  const schemaOf = (name: string): Schema | undefined => {
    const table = visibleTable(host, compilation, name);
    if (table) compilation.bound.set(name, table);
    return table?.schema;
  };
  return {
    source,
    report(diagnostic) {
      found.push(diagnostic);
      if (isError(diagnostic) && ++mistakes > maxMistakes) throw new TooManyMistakes();
    },
    registry: functions,
    catalogue: { names: () => namesOf(host), schemaOf },
    evaluation,
    from: query.from,
    parameters: query.params ?? {},
    window: query.window && { begin: nanosOf(query.window.begin), end: nanosOf(query.window.end) },
    strict: options.strict ?? false,
    ignoreCase: options.fieldNames === 'insensitive',
    sls: options.compatibility === 'sls',
    limits,
    checked: new WeakMap(),
    sourceTable: (node) => (node.kind === 'source' && loaded.has(sourceKey(node)) ? sourceKey(node) : undefined),
    sourceNames: Object.keys(options.sources ?? {}),
    hostCalls: options.calls ?? {},
    noteMissing(name, span) {
      if (options.unknownColumns !== 'null') return false;
      if (!missing.has(name)) missing.set(name, span);
      return true;
    },
    newSlot() {
      if (slots === maxSlots) throw new ExecutionAbort(diagnose('limit-lambdas', nowhere, { limit: maxSlots }));
      return slots++;
    },
  };
}

/** Binds a script as far as that is possible; `compilation` takes what is wrong with it. */
function* bindTree(host: Host, script: ParseResult<ScriptNode>, compilation: Compilation): Generator<void, readonly BoundOutput[]> {
  const { found, source } = compilation;
  found.push(...script.diagnostics);
  try {
    compilation.evaluation.pace.look();
    const context = bindContext(host, compilation);
    // How a part of what was not understood is read says nothing.
    const report: Report = script.diagnostics.some(isError)
      ? (diagnostic) => diagnostic.name !== 'string-read-as-number' && context.report(diagnostic)
      : context.report;
    const outputs = yield* bindScript(script.tree, { ...context, report });
    const plans = outputs.map(({ plan }) => plan);
    found.push(...cutRatios(plans, source));
    return outputs;
  } catch (error) {
    // Else a constant reached a limit, or a bound of JavaScript.
    if (!(error instanceof TooManyMistakes)) found.push(diagnosticOfError(error));
    return [];
  }
}

function* bind(host: Host, script: ParseResult<ScriptNode>, compilation: Compilation): Generator<void, Prepared> {
  const { found, missing, evaluation, limits, loaded, bound, source, query } = compilation;
  const { functions } = host;
  const outputs = yield* bindTree(host, script, compilation);
  const [first] = missing.values();
  if (first) {
    const names = [...missing.keys()].map((name) => `'${name}'`).join(', ');
    const help = 'column_if_exists(name, default) reads another value than NULL';
    found.push(diagnose('missing-columns', first, { names, count: missing.size }, { help }));
  }
  const errorsOf = (fixed: string): readonly Diagnostic[] => {
    const again = newCompilation(host, fixed, query, evaluation.pace.started, loaded);
    runSync(bindTree(host, parsed(fixed, again), again));
    return again.found.filter(isError);
  };
  const names = namesOf(host);
  const table = query.from ?? (names.length === 1 ? names[0] : names.includes('logs') ? 'logs' : undefined);
  const world = worldOf(table === undefined ? [] : visibleColumns(host, compilation, table), names, table, functions);
  return {
    outputs,
    diagnostics: normalizeDiagnostics(withHabits(source, found, world, errorsOf), source),
    evaluation,
    limits,
    sources: sourcesOf(loaded),
    bound,
  };
}

/** The columns of a table that a query may know of: none, where its policy cannot be applied. */
function visibleColumns(host: Host, compilation: Compilation, table: string): Schema {
  try {
    return visibleTable(host, compilation, table)?.schema ?? [];
  } catch (error) {
    if (error instanceof PolicyMistake) return [];
    throw error;
  }
}

const nanosOf = (time: Date | bigint): bigint => (typeof time === 'bigint' ? time : BigInt(time.getTime()) * 1_000_000n);
