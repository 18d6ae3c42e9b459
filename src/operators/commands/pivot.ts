import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import { answerForNoRows } from '../../functions/aggregate/answer-for-no-rows.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { printExpression } from '../../parser/printer.ts';
import type { AssignmentNode, CommandOf, ExpressionNode, NameNode } from '../../parser/syntax.ts';
import { commonType } from '../../types/coercion.ts';
import { type DataType, formatType, VARCHAR } from '../../types/data-type.ts';
import { wholeRowFunction } from '../bind/bind-call.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import type { CallNode } from '../bind/bind-special-form.ts';
import { constantValue } from '../bind/coerce.ts';
import { type CommandContext, flatMapInSteps, type SteppedBinder, type Steps } from '../bind/command-binder.ts';
import { columnRef, nextRelation, type Relation } from '../bind/relation.ts';
import { scopeOf } from '../bind/scope.ts';
import { constantOf } from '../expressions/interpret.ts';
import { substituteColumns } from '../expressions/substitute-columns.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import { bindKeys, nameFor } from './stats.ts';
import { spread } from './unnest.ts';

type PivotNode = CommandOf<'pivot'>;

/** The column of the values that become columns, that of their results, and that of every value with the answer for no rows. Names that no log has. */
const valueColumn = '\ue002value';
const resultColumn = '\ue002result';
const everyValue = '\ue002every';
const answerColumn = '\ue002answer';

export const bindPivot: SteppedBinder<'pivot'> = function* (command, relation, context) {
  const { on } = command;
  const bound =
    on.kind === 'in' && !on.negated && !on.pipeline
      ? yield* pivotListed(command, on.value, on.list, relation, context)
      : yield* pivotFound(command, relation, context);
  const next = nextRelation(relation, bound.plan, 'pivot');
  return { ...next, scope: { ...next.scope, claimedNames: bound.scope.claimedNames } };
};

const named = (name: string, span: Span): NameNode => ({ name, quoted: true, span });
const columnNamed = (name: string, span: Span): ExpressionNode => ({ kind: 'name', ...named(name, span) });
const callOf = (name: string, args: readonly ExpressionNode[], span: Span): ExpressionNode & { readonly kind: 'call' } => ({
  kind: 'call',
  name: { name, quoted: false, span },
  args,
  star: false,
  distinct: false,
  filter: undefined,
  over: undefined,
  span,
});

/** The values are listed: every output is an aggregate over the rows of one value. */
function* pivotListed(
  { outputs, by, span }: PivotNode,
  on: ExpressionNode,
  list: readonly ExpressionNode[],
  relation: Relation,
  context: CommandContext,
): Steps<Relation> {
  const quiet = { scope: relation.scope, context: { ...context, report: () => {} } };
  const ofStrings = bindExpression(on, quiet).type.kind === 'varchar';
  const values = list.flatMap((item) => elementsOf(item, context));
  if (by.length + values.length * outputs.length > context.limits.columns)
    context.report(diagnose('limit-columns', span, { limit: context.limits.columns }));
  const columns = yield* flatMapInSteps(values.slice(0, context.limits.columns), (item): AssignmentNode[] => {
    const { name, value } = aliasOf(item);
    const label = labelOf(value, context);
    if (label === undefined) {
      if (value.kind !== 'error') context.report(diagnose('constant-expected', value.span, { what: 'a value that becomes a column' }));
      return [];
    }
    // Strings are compared with what the column is called, so that 200 finds '200'.
    const wanted: ExpressionNode = ofStrings && label.kind === 'value' ? { kind: 'string', value: label.text, span: value.span } : value;
    const condition: ExpressionNode =
      label.kind === 'null'
        ? { kind: 'isNull', negated: false, value: on, span: value.span }
        : { kind: 'binary', operator: '=', operatorSpan: value.span, left: on, right: wanted, span: value.span };
    return outputs.map((output) => ({
      name: named(nameOf(name ?? label.text, output, outputs), name?.length ? item.span : output.span),
      value: onlyWhere(output.value, condition, context),
      span: output.span,
    }));
  });
  return yield* context.command(relation, { kind: 'stats', outputs: columns, by, span });
}

/** The items of a list: those of an array parameter, `in (?list)`, one by one. */
function elementsOf(item: ExpressionNode, context: CommandContext): readonly ExpressionNode[] {
  if (item.kind !== 'parameter') return [item];
  const given = constantValue(bindExpression(item, { scope: scopeOf([]), context }), context)?.value;
  return Array.isArray(given) ? given.map((element: unknown) => literalNode(element, item.span)) : [item];
}

/** A value of the host as it would be written. */
function literalNode(value: unknown, span: Span): ExpressionNode {
  if (typeof value === 'number' || typeof value === 'bigint') return { kind: 'number', source: String(value), span };
  if (typeof value === 'boolean') return { kind: 'boolean', value, span };
  return value === null ? { kind: 'null', span } : { kind: 'string', value: String(value), span };
}

/** `name = value` in the list. */
function aliasOf(item: ExpressionNode): { readonly name: string | undefined; readonly value: ExpressionNode } {
  return item.kind === 'binary' && item.operator === '=' && item.left.kind === 'name'
    ? { name: item.left.name, value: item.right }
    : { name: undefined, value: item };
}

/** What a constant is called as a column; undefined where it is not one. */
function labelOf(value: ExpressionNode, context: CommandContext): { readonly kind: 'null' | 'value'; readonly text: string } | undefined {
  const bound = bindExpression(value, { scope: scopeOf([]), context: { ...context, report: () => {} } });
  const constant = constantValue(bound, context);
  if (!constant || (constant.value === null && value.kind !== 'null')) return undefined;
  if (constant.value === null) return { kind: 'null', text: 'NULL' };
  const convert = bound.type.kind === 'varchar' ? String : conversion(bound.type, VARCHAR, context.evaluation.timeZone);
  try {
    return convert ? { kind: 'value', text: String(convert(constant.value)) } : undefined;
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return undefined;
  }
}

/** A column is called after its value; where outputs have names, or there are several, after both. */
function nameOf(label: string, { name, value }: AssignmentNode, outputs: readonly AssignmentNode[]): string {
  return name || outputs.length > 1 ? `${label}_${name?.name ?? (nameFor(value) || printExpression(value))}` : label;
}

/** An expression whose aggregates see only the rows for which a condition is true. */
function onlyWhere<N>(node: N, condition: ExpressionNode, context: CommandContext): N {
  if (Array.isArray(node)) return node.map((part: unknown) => onlyWhere(part, condition, context)) as N; // the same shape
  if (typeof node !== 'object' || node === null) return node;
  if (isAggregate(node, context)) {
    const filter = node.filter ? { kind: 'and' as const, operands: [node.filter, condition], span: condition.span } : condition;
    return { ...node, filter };
  }
  return Object.fromEntries(Object.entries(node).map(([key, part]) => [key, onlyWhere(part as unknown, condition, context)])) as N; // the same shape
}

const isCall = (node: object): node is CallNode => 'kind' in node && node.kind === 'call';

function isAggregate<N extends object>(node: N, { registry }: CommandContext): node is N & CallNode {
  return isCall(node) && !node.over && registry.find(wholeRowFunction(node) ?? node.name.name)?.kind === 'aggregate';
}

/** The values are found in the data: they are keys of a map, which an open schema reads and the end of the pipeline spreads. */
function* pivotFound({ outputs, on, by, span }: PivotNode, relation: Relation, context: CommandContext): Steps<Relation> {
  const [output] = outputs;
  if (!output) return relation;
  const several = outputs.length > 1;
  const keys = (yield* bindKeys(by, relation, { ...context, report: () => {} })).map(({ name }) => name);
  const label = labelled(on, several ? undefined : output.name?.name, several ? [] : keys);
  const grouped = yield* context.command(relation, {
    kind: 'stats',
    outputs: outputs.map((one, i) => ({ ...one, name: named(several ? `${resultColumn}${i}` : resultColumn, one.span) })),
    by: [...by, { name: named(valueColumn, on.span), value: label, span: on.span }],
    span,
  });
  const types = grouped.plan.schema.slice(-outputs.length).map((field) => field.type);
  const type = types.reduce<DataType | undefined>((common, one) => common && commonType(common, one), types[0]);
  if (!type || type.kind === 'unknown') {
    if (!type) reportTypes(types, span, context);
    return grouped;
  }
  const answers = outputs.map((_, i) => answerOf(grouped.plan, i - outputs.length, context));
  const value = columnNamed(valueColumn, span);
  const typed = (node: ExpressionNode): ExpressionNode => ({
    kind: 'cast',
    lenient: false,
    value: node,
    type: formatType(type),
    typeSpan: span,
    span,
  });
  const nothings = answers.map(
    (answer): ExpressionNode =>
      answer === undefined ? typed({ kind: 'null', span }) : typed({ kind: 'number', source: String(answer), span }),
  );
  const answered = answers.some((answer) => answer !== undefined);
  const nothing = several ? columnNamed(answerColumn, span) : nothings[0]!;
  const rows = several ? rowPerOutput(grouped, outputs, keys, typed, nothings, context) : grouped;
  const over = { partition: [], order: [], frame: undefined, span };
  const assign = (name: string, node: ExpressionNode): AssignmentNode => ({ name: named(name, span), value: node, span });
  const filled = !answered
    ? rows
    : yield* context.command(rows, {
        kind: 'extend',
        assignments: [assign(everyValue, { ...callOf('map_agg', [value, nothing], span), over })],
        span,
      });
  const maps = [assign(resultColumn, callOf('map_agg', [value, columnNamed(resultColumn, span)], span))];
  if (answered) maps.push(assign(everyValue, callOf('arbitrary', [columnNamed(everyValue, span)], span)));
  const grouping = yield* context.command(filled, {
    kind: 'stats',
    outputs: maps,
    by: keys.map((name) => assign(name, columnNamed(name, span))),
    span,
  });
  const all = columnNamed(resultColumn, span);
  const map = !answered ? all : callOf('map_concat', [columnNamed(everyValue, span), all], span);
  const items = [...keys.map((name) => assign(name, columnNamed(name, span))), assign(overflowColumn, map)];
  const projected = yield* context.command(grouping, { kind: 'project', options: [], items, span });
  return { ...projected, scope: { ...projected.scope, claimedNames: new Set(keys) } };
}

/** What the column of a value is called, as a string: a value that is called like a group gets the suffix `_value`. */
function labelled(on: ExpressionNode, name: string | undefined, keys: readonly string[]): ExpressionNode {
  const { span } = on;
  const text = (value: string): ExpressionNode => ({ kind: 'string', value, span });
  const join = (left: ExpressionNode, right: string): ExpressionNode => ({
    kind: 'binary',
    operator: '||',
    operatorSpan: span,
    left,
    right: text(right),
    span,
  });
  const string: ExpressionNode = { kind: 'cast', lenient: false, value: on, type: 'varchar', typeSpan: span, span };
  const value = callOf('coalesce', [string, text('NULL')], span);
  const label = name === undefined ? value : join(value, `_${name}`);
  if (keys.length === 0) return label;
  const when: ExpressionNode = { kind: 'in', negated: false, value: label, list: keys.map(text), pipeline: undefined, span };
  return { kind: 'case', subject: undefined, branches: [{ when, result: join(label, '_value') }], otherwise: label, span };
}

/** A row per value and output, in that order: what its column is called, the result as the common type, and the answer for no rows. */
function rowPerOutput(
  grouped: Relation,
  outputs: readonly AssignmentNode[],
  keys: readonly string[],
  typed: (node: ExpressionNode) => ExpressionNode,
  answers: readonly ExpressionNode[],
  context: CommandContext,
): Relation {
  const { span } = grouped.plan;
  const labels = outputs.map(({ name, value }) => {
    const own = name?.name ?? (nameFor(value) || printExpression(value));
    return labelled(columnNamed(valueColumn, span), own, keys);
  });
  const results = outputs.map((_, i) => typed(columnNamed(`${resultColumn}${i}`, span)));
  const lists: readonly (readonly [string, readonly ExpressionNode[]])[] = [
    [valueColumn, labels],
    [resultColumn, results],
    [answerColumn, answers],
  ];
  const bindScope = { scope: grouped.scope, context };
  const items = lists.map(([name, elements]) => ({
    value: bindExpression({ kind: 'array', elements, span }, bindScope),
    names: [name],
    replaces: name === valueColumn ? name : undefined,
  }));
  return spread(grouped, items, false, 'pivot', span, context);
}

/** Reports that the results of several aggregates do not go into one map. */
function reportTypes(types: readonly DataType[], span: Span, context: CommandContext): void {
  const shown = [...new Set(types.map((type) => formatType(type).toUpperCase()))].join(' and ');
  const reason = `its aggregates are ${shown}, which have no common type`;
  const help = 'cast them to one type, or list the values, which makes the columns known: on … in (…)';
  context.report(diagnose('invalid-command', span, { command: 'pivot', reason }, { help }));
}

/** What an output of a stats is for no rows, where it is a number: every value has it in groups without rows of the value. `place` counts from the end. */
function answerOf(plan: LogicalPlan, place: number, context: CommandContext): number | bigint | undefined {
  const aggregate = plan.kind === 'Project' ? plan.input : plan;
  if (aggregate.kind !== 'Aggregate') return undefined;
  const { span } = plan;
  const keys = aggregate.keys.map(({ name }, i) => ({ name, value: columnRef(aggregate.schema, i, span) }));
  const answers = aggregate.aggregates.map(({ name, overload, args, type }) => {
    const constants = args.map((arg) => constantOf(arg, context.evaluation));
    const answer = withoutRows(overload, { types: args.map((arg) => arg.type), returns: type, constants });
    return { name, value: literal(type, answer, span) };
  });
  const result = plan.kind === 'Project' ? plan.outputs.at(place)?.value : columnRef(plan.schema, plan.schema.length + place, span);
  if (!result) return undefined; // what it computes was reported
  const answer = constantValue(substituteColumns(result, [...keys, ...answers]), context)?.value;
  return typeof answer === 'number' || typeof answer === 'bigint' ? answer : undefined;
}

/** What an aggregate answers for no rows; NULL where it fails with its constant arguments, which was reported. */
function withoutRows(...of: Parameters<typeof answerForNoRows>): unknown {
  try {
    return answerForNoRows(...of);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return null;
  }
}
