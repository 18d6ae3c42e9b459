import { type Diagnostic, diagnose } from './diagnostics/diagnostic.ts';
import { normalizeDiagnostics } from './diagnostics/normalize.ts';
import { ExecutionAbort, QueryError, TooManyMistakes } from './diagnostics/query-error.ts';
import type { Span } from './diagnostics/span.ts';
import type { EvaluationContext } from './functions/declaration.ts';
import type { FunctionRegistry } from './functions/registry.ts';
import type { BindContext } from './operators/bind/bind-context.ts';
import { bindExpression } from './operators/bind/bind-expression.ts';
import { type BoundOutput, bindScript, sourceArguments } from './operators/bind/bind-script.ts';
import { scopeOf } from './operators/bind/scope.ts';
import { slsLimits } from './operators/bind/sls-compatibility.ts';
import type { Expression } from './operators/expressions/expression.ts';
import { type ParseResult, parseExpression, parseScript } from './parser/parser.ts';
import type { ScriptNode, SourceNode } from './parser/syntax.ts';
import { createEvaluation } from './runtime/evaluation.ts';
import { defaultLimits, type Limits } from './runtime/limits.ts';
import type { EngineOptions, QueryOptions } from './settings.ts';
import type { Schema } from './types/data-type.ts';
import type { TimeZone } from './types/time-zone.ts';
import type { Table } from './vectors/table.ts';

/** A query as far as it could be compiled, and what it runs with. */
export interface Prepared {
  readonly outputs: readonly BoundOutput[];
  readonly diagnostics: readonly Diagnostic[];
  readonly evaluation: EvaluationContext;
  readonly limits: Limits;
  /** The tables that were loaded for the sources of the query. */
  readonly loaded: ReadonlyMap<string, Table>;
}

/** Compiles the queries of an engine. */
export interface Compiler {
  prepare(source: string, query: QueryOptions): Prepared;
  /** The same, after loading the sources of the query. */
  prepareWithSources(source: string, query: QueryOptions): Promise<Prepared>;
  /** @throws QueryError for mistakes in the query. */
  expression(source: string, schema: Schema): { readonly expression: Expression; readonly evaluation: EvaluationContext };
}

type HostSource = SourceNode & { readonly kind: 'source' };

const maxMistakes = 200;

/** Whether a diagnostic stops the query. */
export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

/** A compiler over the tables and functions of an engine. */
export function createCompiler(
  options: EngineOptions,
  tables: ReadonlyMap<string, Table>,
  functions: FunctionRegistry,
  timeZone: TimeZone,
): Compiler {
  const clock = options.now ?? Date.now;
  const limitsOf = (query: QueryOptions): Limits => {
    const limits = { ...defaultLimits, ...options.limits, ...query.limits };
    if (options.compatibility !== 'sls') return limits;
    const { stages, textLength } = slsLimits;
    return { ...limits, stages: Math.min(limits.stages, stages), textLength: Math.min(limits.textLength, textLength) };
  };
  const evaluationOf = (limits: Limits): EvaluationContext => createEvaluation(timeZone, clock(), options.seed ?? 1, limits, options.geo);

  const bindContext = (
    source: string,
    query: QueryOptions,
    evaluation: EvaluationContext,
    limits: Limits,
    found: Diagnostic[],
    loaded: ReadonlyMap<string, Table> = new Map(),
    missing: Map<string, Span> = new Map(),
  ): BindContext => {
    let slots = 0;
    let mistakes = 0;
    return {
      source,
      report(diagnostic) {
        found.push(diagnostic);
        if (isError(diagnostic) && ++mistakes > maxMistakes) throw new TooManyMistakes();
      },
      registry: functions,
      catalogue: { names: () => [...tables.keys()], schemaOf: (name) => (loaded.get(name) ?? tables.get(name))?.schema },
      evaluation,
      from: query.from,
      parameters: query.params ?? {},
      window: query.window && { begin: nanosOf(query.window.begin), end: nanosOf(query.window.end) },
      strict: options.strict ?? false,
      ignoreCase: options.fieldNames === 'insensitive',
      sls: options.compatibility === 'sls',
      stages: limits.stages,
      columns: limits.columns,
      seriesPoints: limits.seriesPoints,
      checked: new WeakMap(),
      sourceTable: (source) => (source.kind === 'source' && loaded.has(sourceKey(source)) ? sourceKey(source) : undefined),
      sourceNames: Object.keys(options.sources ?? {}),
      noteMissing(name, span) {
        if (options.unknownColumns !== 'null') return false;
        if (!missing.has(name)) missing.set(name, span);
        return true;
      },
      newSlot: () => slots++,
    };
  };

  const bind = (source: string, query: QueryOptions, parsed: ParseResult<ScriptNode>, loaded: ReadonlyMap<string, Table>): Prepared => {
    const limits = limitsOf(query);
    const evaluation = evaluationOf(limits);
    const found: Diagnostic[] = [...parsed.diagnostics];
    const missing = new Map<string, Span>();
    let outputs: readonly BoundOutput[] = [];
    try {
      outputs = bindScript(parsed.tree, bindContext(source, query, evaluation, limits, found, loaded, missing));
    } catch (error) {
      if (error instanceof ExecutionAbort)
        found.push(error.diagnostic); // a constant reached a limit
      else if (!(error instanceof TooManyMistakes)) throw error;
    }
    const [first] = missing.values();
    if (first) {
      const names = [...missing.keys()].map((name) => `'${name}'`).join(', ');
      const help = 'column_if_exists(name, default) reads another value than NULL';
      found.push(diagnose('missing-columns', first, { names, count: missing.size }, { help }));
    }
    return { outputs, diagnostics: normalizeDiagnostics(found, source), evaluation, limits, loaded };
  };

  /** Loads the tables of the host's sources in a query. */
  const load = async (source: string, query: QueryOptions, tree: ScriptNode): Promise<ReadonlyMap<string, Table>> => {
    const loaded = new Map<string, Table>();
    const found: Diagnostic[] = [];
    const limits = limitsOf(query);
    for (const hostSource of sourcesOf(tree)) {
      const host = Object.hasOwn(options.sources ?? {}, hostSource.name) ? options.sources![hostSource.name] : undefined;
      if (!host) continue;
      const context = bindContext(source, query, evaluationOf(limits), limits, found);
      const args = sourceArguments(hostSource, context);
      if (found.some(isError)) break; // reported again when the query is bound
      try {
        loaded.set(sourceKey(hostSource), await host(args, { window: context.window, signal: query.signal }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new QueryError([diagnose('unreadable-input', hostSource.span, { name: `.${hostSource.name}`, reason })], source, {
          cause: error,
        });
      }
    }
    return loaded;
  };

  return {
    prepare: (source, query) => bind(source, query, parseScript(source, limitsOf(query)), new Map()),
    async prepareWithSources(source, query) {
      const parsed = parseScript(source, limitsOf(query));
      const valid = options.sources && !parsed.diagnostics.some(isError);
      return bind(source, query, parsed, valid ? await load(source, query, parsed.tree) : new Map());
    },
    expression(source, schema) {
      const limits = limitsOf({});
      const evaluation = evaluationOf(limits);
      const { tree, diagnostics } = parseExpression(source, limits);
      const found: Diagnostic[] = [...diagnostics];
      try {
        const context = bindContext(source, {}, evaluation, limits, found);
        const expression = bindExpression(tree, { scope: scopeOf(schema), context });
        if (!found.some(isError)) return { expression, evaluation };
      } catch (error) {
        if (error instanceof ExecutionAbort) throw new QueryError([error.diagnostic], source);
        if (!(error instanceof TooManyMistakes)) throw error;
      }
      throw new QueryError(normalizeDiagnostics(found, source), source);
    },
  };
}

const nanosOf = (time: Date | bigint): bigint => (typeof time === 'bigint' ? time : BigInt(time.getTime()) * 1_000_000n);

const sourceKey = ({ name, span }: HostSource): string => `.${name}@${span.start}`;

/** The sources that the host may have to load, anywhere in the query. */
function sourcesOf(node: unknown): readonly HostSource[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'kind' in node && node.kind === 'source' ? [node as HostSource] : [];
  return [...own, ...Object.values(node).flatMap(sourcesOf)];
}
