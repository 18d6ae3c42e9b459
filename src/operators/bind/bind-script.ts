import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean, nearFixes } from '../../diagnostics/suggest.ts';
import { parseScript } from '../../parser/parser.ts';
import type { HostSourceNode, PipelineNode, ScriptNode, SourceNode } from '../../parser/syntax.ts';
import { BOOLEAN } from '../../types/data-type.ts';
import { binders } from '../commands/index.ts';
import { dispatch } from '../dispatch.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { bindSearch } from './bind-search.ts';
import { constantValue, expectType } from './coerce.ts';
import type { CommandContext, Steps } from './command-binder.ts';
import { overflowIndex } from './dynamic-columns.ts';
import { inQueryWindow, warnOfWindow } from './query-window.ts';
import type { Relation } from './relation.ts';
import { type RenderSpec, type Scope, scopeOf } from './scope.ts';
import { demandFixedColumns, firstGroups, resultAsStrings, tableAsStrings } from './sls-compatibility.ts';

/** One output of a script: the dataset's name, or undefined for an unnamed statement. */
export interface BoundOutput {
  readonly name: string | undefined;
  readonly plan: LogicalPlan;
  readonly render: RenderSpec | undefined;
}

interface Dataset {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
}

/** Binds a script to one plan per output, and yields after each command. Reports mistakes and continues, so that all are found at once. */
export function* bindScript(script: ScriptNode, context: BindContext): Generator<void, readonly BoundOutput[]> {
  const datasets = new Map<string, Dataset>();
  const outputs: BoundOutput[] = [];
  for (const { key, span } of script.settings) context.report(diagnose('ignored-setting', span, { key: key.name }));
  for (const { define, pipeline } of script.statements) {
    const relation = yield* bindPipeline(pipeline, datasets, context);
    if (!define) {
      const { source, commands } = pipeline;
      outputs.push({
        name: source.kind === 'dataset' && commands.length === 0 ? source.name : undefined,
        plan: discovered(context.sls ? { ...relation, plan: resultAsStrings(relation.plan, context) } : relation),
        render: relation.scope.render,
      });
      continue;
    }
    const { name, span } = define;
    if (datasets.has(name)) context.report(diagnose('duplicate-dataset', span, { name }));
    if (context.catalogue.schemaOf(name)) context.report(diagnose('hidden-table', span, { name }));
    const plan: LogicalPlan = { kind: 'Shared', input: relation.plan, name, schema: relation.plan.schema, span };
    datasets.set(name, { plan, scope: relation.scope });
  }
  warnOfWindow(
    outputs.map(({ plan }) => plan),
    context,
  );
  return outputs;
}

/** Closes an open schema: the keys found in the data become columns. */
function discovered({ plan, scope }: Relation): LogicalPlan {
  const column = overflowIndex(plan.schema);
  if (column < 0) return plan;
  const schema = plan.schema.filter((_, i) => i !== column);
  return { kind: 'SpreadColumns', input: plan, column, claimedNames: [...scope.claimedNames], schema, span: plan.span };
}

function* bindPipeline(
  { source, commands, span }: PipelineNode,
  datasets: ReadonlyMap<string, Dataset>,
  context: BindContext,
): Generator<void, Relation> {
  if (commands.length > context.limits.stages) context.report(diagnose('limit-stages', span, { limit: context.limits.stages }));
  let relation = bindSource(source, datasets, context);
  const inner: CommandContext = {
    ...context,
    subquery: (pipeline) => bindPipeline(pipeline, datasets, context),
    *command(before, command) {
      const bound: Relation | Steps<Relation> = dispatch(binders, command, before, inner);
      return 'plan' in bound ? bound : yield* bound;
    },
  };
  for (const [i, command] of commands.slice(0, context.limits.stages).entries()) {
    if (context.sls && (command.kind === 'sort' || command.kind === 'limit')) demandFixedColumns(command, relation.scope, context);
    relation = yield* inner.command(relation, command);
    yield;
    if (context.sls && command.kind === 'stats') relation = firstGroups(relation, commands[i + 1]);
  }
  return relation;
}

function bindSource(source: SourceNode, datasets: ReadonlyMap<string, Dataset>, context: BindContext): Relation {
  switch (source.kind) {
    case 'search': {
      const relation = tableStage(context.from ?? defaultTable(context), source.span, context);
      const predicate = bindSearch(source.search, relation.scope, context);
      if (!predicate) return relation;
      const known = expectType(predicate, BOOLEAN, 'the search', context);
      return {
        ...relation,
        plan: { kind: 'Filter', input: relation.plan, predicate: known, schema: relation.plan.schema, span: source.span },
      };
    }
    case 'dataset': {
      const dataset = datasets.get(source.name);
      if (!dataset) return tableStage(source.name, source.span, context, [...datasets.keys()]);
      return { plan: dataset.plan, scope: { ...dataset.scope, schema: dataset.plan.schema, history: [], render: undefined } };
    }
    case 'source':
      return bindKeywordSource(source, context);
  }
}

/** The table that `*` reads: the only one, or else the one named `logs`. */
function defaultTable({ catalogue }: BindContext): string | undefined {
  const names = catalogue.names();
  return names.length === 1 ? names[0] : names.includes('logs') ? 'logs' : undefined;
}

function tableStage(name: string | undefined, span: Span, context: BindContext, datasets: readonly string[] = []): Relation {
  const schema = name === undefined ? undefined : context.catalogue.schemaOf(name);
  if (name === undefined || !schema) {
    const names = [...context.catalogue.names(), ...datasets];
    const known = names.length === 0 ? 'the engine has no tables' : `the tables are ${names.map((n) => `$${n}`).join(', ')}`;
    const help =
      name === undefined
        ? `'*' reads the only table, the one named 'logs', or the one that 'from' names; ${known}`
        : (didYouMean(name, names) ?? known);
    const fixes = name === undefined ? undefined : nearFixes(name, names, span, (near) => `$${near}`);
    context.report(diagnose('unknown-table', span, { name: name ?? '*' }, { help, ...(fixes ? { fixes } : {}) }));
    return unknownStage(span, context);
  }
  const scan: LogicalPlan = { kind: 'Scan', table: name, columns: schema.map((_, i) => i), schema, span };
  const rows = inQueryWindow(scan, context);
  return stageOf(context.sls ? tableAsStrings(rows, context) : rows, context);
}

/** `.logstore with(logstore='t', query='…')` reads a table through a search; other sources are registered by the host. */
function bindKeywordSource(source: HostSourceNode, context: BindContext): Relation {
  const { name, span } = source;
  const nothing = unknownStage(span, context);
  const loaded = context.sourceTable(source);
  if (loaded) return tableStage(loaded, span, context);
  if (name.toLowerCase() !== 'logstore') {
    const names = ['logstore', ...context.sourceNames];
    const help = didYouMean(name, names) ?? `the sources are ${names.map((n) => `.${n}`).join(', ')}`;
    if (context.sourceNames.includes(name)) context.report(diagnose('source-not-loaded', span, { name }));
    else context.report(diagnose('unknown-source', span, { name }, { help }));
    return nothing;
  }
  const args = sourceArguments(source, context);
  const table = args.logstore;
  if (typeof table !== 'string') {
    const reason = "it needs the name of a table: .logstore with(logstore='logs')";
    context.report(diagnose('invalid-command', span, { command: '.logstore', reason }));
    return nothing;
  }
  const relation = tableStage(table, span, context);
  const { query } = args;
  if (typeof query !== 'string') return relation;
  const report = (found: Diagnostic): void => context.report({ ...found, span, related: [], fixes: [] });
  const { tree, diagnostics } = parseScript(query, { textLength: query.length, tokens: query.length, depth: 200, chain: 1000 });
  for (const found of diagnostics) report(found);
  const search = tree.statements[0]?.pipeline.source;
  if (search?.kind !== 'search') return relation;
  const predicate = bindSearch(search.search, relation.scope, { ...context, report });
  if (!predicate) return relation;
  return { ...relation, plan: { kind: 'Filter', input: relation.plan, predicate, schema: relation.plan.schema, span } };
}

/** The constant arguments of a source, by name. */
export function sourceArguments({ args }: HostSourceNode, context: BindContext): Readonly<Record<string, unknown>> {
  const read = args.flatMap(({ name, value, span }): [string, unknown][] => {
    const constant = constantValue(bindExpression(value, { scope: scopeOf([]), context }), context);
    if (name && constant) return [[name.name, constant.value]];
    context.report(diagnose('constant-expected', span, { what: 'an argument of a source' }));
    return [];
  });
  return Object.fromEntries(read);
}

/** The relation of a source that was not found, after that was reported. */
function unknownStage(span: Span, context: BindContext): Relation {
  const { plan, scope } = stageOf({ kind: 'Scan', table: '', columns: [], schema: [], span }, context);
  return { plan, scope: { ...scope, unknown: true } };
}

function stageOf(plan: LogicalPlan, context: BindContext): Relation {
  return { plan, scope: scopeOf(plan.schema, context.ignoreCase) };
}
