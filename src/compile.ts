import { type Diagnostic, diagnose } from './diagnostics/diagnostic.ts';
import { normalizeDiagnostics } from './diagnostics/normalize.ts';
import { ExecutionAbort, QueryError, TooManyMistakes } from './diagnostics/query-error.ts';
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

/** A text as far as it could be compiled, and what it runs with. */
export interface Prepared {
  readonly outputs: readonly BoundOutput[];
  readonly diagnostics: readonly Diagnostic[];
  readonly evaluation: EvaluationContext;
  readonly limits: Limits;
  /** The tables that were loaded for the text's sources. */
  readonly loaded: ReadonlyMap<string, Table>;
}

/** What an engine compiles texts with. */
export interface Compiler {
  prepare(text: string, query: QueryOptions): Prepared;
  /** The same, after the text's sources were loaded. */
  prepareWithSources(text: string, query: QueryOptions): Promise<Prepared>;
  /** @throws QueryError for mistakes in the text. */
  expression(text: string, schema: Schema): { readonly expression: Expression; readonly evaluation: EvaluationContext };
}

type HostSource = SourceNode & { readonly kind: 'source' };

const maxMistakes = 200;

/** Whether a diagnostic stops the query. */
export const isError = (diagnostic: Diagnostic): boolean => diagnostic.severity === 'error';

/** A compiler over an engine's tables and functions. */
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
    text: string,
    query: QueryOptions,
    evaluation: EvaluationContext,
    limits: Limits,
    found: Diagnostic[],
    loaded: ReadonlyMap<string, Table> = new Map(),
  ): BindContext => {
    let slots = 0;
    let mistakes = 0;
    return {
      source: text,
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
      newSlot: () => slots++,
    };
  };

  const bind = (text: string, query: QueryOptions, parsed: ParseResult<ScriptNode>, loaded: ReadonlyMap<string, Table>): Prepared => {
    const limits = limitsOf(query);
    const evaluation = evaluationOf(limits);
    const found: Diagnostic[] = [...parsed.diagnostics];
    let outputs: readonly BoundOutput[] = [];
    try {
      outputs = bindScript(parsed.tree, bindContext(text, query, evaluation, limits, found, loaded));
    } catch (error) {
      if (error instanceof ExecutionAbort)
        found.push(error.diagnostic); // a constant that ran into a limit
      else if (!(error instanceof TooManyMistakes)) throw error;
    }
    return { outputs, diagnostics: normalizeDiagnostics(found, text), evaluation, limits, loaded };
  };

  /** Loads what the host's sources in a text stand for. */
  const load = async (text: string, query: QueryOptions, tree: ScriptNode): Promise<ReadonlyMap<string, Table>> => {
    const loaded = new Map<string, Table>();
    const found: Diagnostic[] = [];
    const limits = limitsOf(query);
    for (const source of sourcesOf(tree)) {
      const host = Object.hasOwn(options.sources ?? {}, source.name) ? options.sources![source.name] : undefined;
      if (!host) continue;
      const context = bindContext(text, query, evaluationOf(limits), limits, found);
      const args = sourceArguments(source, context);
      if (found.some(isError)) break; // reported again when the text is bound
      try {
        loaded.set(sourceKey(source), await host(args, { window: context.window, signal: query.signal }));
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        throw new QueryError([diagnose('unreadable-input', source.span, { name: `.${source.name}`, reason })], text, { cause: error });
      }
    }
    return loaded;
  };

  return {
    prepare: (text, query) => bind(text, query, parseScript(text, limitsOf(query)), new Map()),
    async prepareWithSources(text, query) {
      const parsed = parseScript(text, limitsOf(query));
      const valid = options.sources && !parsed.diagnostics.some(isError);
      return bind(text, query, parsed, valid ? await load(text, query, parsed.tree) : new Map());
    },
    expression(text, schema) {
      const limits = limitsOf({});
      const evaluation = evaluationOf(limits);
      const { tree, diagnostics } = parseExpression(text, limits);
      const found: Diagnostic[] = [...diagnostics];
      try {
        const context = bindContext(text, {}, evaluation, limits, found);
        const expression = bindExpression(tree, { scope: scopeOf(schema), context });
        if (!found.some(isError)) return { expression, evaluation };
      } catch (error) {
        if (error instanceof ExecutionAbort) throw new QueryError([error.diagnostic], text);
        if (!(error instanceof TooManyMistakes)) throw error;
      }
      throw new QueryError(normalizeDiagnostics(found, text), text);
    },
  };
}

const nanosOf = (time: Date | bigint): bigint => (typeof time === 'bigint' ? time : BigInt(time.getTime()) * 1_000_000n);

const sourceKey = ({ name, span }: HostSource): string => `.${name}@${span.start}`;

/** The sources that the host may have to load, wherever in the text they stand. */
function sourcesOf(node: unknown): readonly HostSource[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = 'kind' in node && node.kind === 'source' ? [node as HostSource] : [];
  return [...own, ...Object.values(node).flatMap(sourcesOf)];
}
