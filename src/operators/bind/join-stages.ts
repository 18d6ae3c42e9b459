import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode, PipelineNode } from '../../parser/syntax.ts';
import { BOOLEAN, type Schema } from '../../types/data-type.ts';
import { columnsOf, conjunctsOf, type Expression, type Output, some } from '../expressions/expression.ts';
import { remapColumns } from '../expressions/substitute-columns.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { JoinKind, LogicalPlan } from '../plan/plan.ts';
import { bindExpression } from './bind-expression.ts';
import { callOperator } from './build-expression.ts';
import { expectType } from './coerce.ts';
import type { CommandContext, Steps } from './command-binder.ts';
import { overflowIndex } from './dynamic-columns.ts';
import { columnRef, nextRelation, projectOf, type Relation } from './relation.ts';
import { findColumn, type Scope } from './scope.ts';

/** How a command joins. */
export interface JoinForm {
  readonly kind: JoinKind;
  readonly unique: boolean;
  readonly command: string;
  readonly span: Span;
}

/** The two relations of a join, and their columns side by side: those of the left, then those of the right under free names. */
interface Sides {
  readonly left: Relation;
  readonly right: Relation;
  readonly schema: Schema;
  /** The number of columns of the left. */
  readonly width: number;
  /** The name of the dataset on the right, if it is one. */
  readonly dataset: string | undefined;
  /** Where conditions are bound: both sides are visible. */
  readonly scope: Scope;
}

/** The conditions of a join, bound. */
interface Conditions {
  readonly leftKeys: Expression[];
  readonly rightKeys: Expression[];
  /** What does not equate the two sides. */
  readonly further: Expression[];
  /** Right columns that are merged into the left column of the same name. */
  readonly shared: Set<number>;
}

/** Joins a relation with the pipeline on its right, on conditions. */
export function* joinRelations(
  left: Relation,
  pipeline: PipelineNode,
  on: readonly ExpressionNode[],
  form: JoinForm,
  context: CommandContext,
): Steps<Relation> {
  const { kind, span, command } = form;
  const right = yield* context.subquery(pipeline);
  if (right.scope.unknown || left.scope.unknown) return left; // the missing source has been reported
  const sides = sidesOf(left, right, pipeline);
  // A key must be a column: one that is missing is a mistake, whatever the engine makes of it elsewhere.
  const conditions = bindConditions(on, sides, form, { ...context, noteMissing: () => false });
  const { further } = conditions;
  const paired = kind !== 'semi' && kind !== 'anti';
  const plan: LogicalPlan = {
    kind: 'Join',
    input: left.plan,
    right: right.plan,
    join: kind,
    leftKeys: conditions.leftKeys,
    rightKeys: conditions.rightKeys,
    condition: further.length > 1 ? { kind: 'and', args: further, type: BOOLEAN, span } : further[0],
    unique: form.unique,
    schema: paired ? sides.schema : left.plan.schema,
    span,
  };
  if (!paired) return nextRelation(left, plan, command);
  const outputs = outputsOf(sides, conditions, form, context);
  const next = nextRelation(left, projectOf(plan, outputs, span, context), command);
  return { ...next, scope: { ...next.scope, ...namesAfter(sides, conditions) } };
}

function sidesOf(left: Relation, right: Relation, { source }: PipelineNode): Sides {
  const taken = new Set(left.plan.schema.map((field) => field.name));
  const rightSchema: Schema = right.plan.schema.map(({ name, type }) => ({ name: freeName(name, taken), type }));
  const schema: Schema = [...left.plan.schema, ...rightSchema];
  const dataset = source.kind === 'dataset' ? source.name : undefined;
  const ownNames = new Map(right.plan.schema.map(({ name }, i) => [name, rightSchema[i]!.name]));
  const datasets = dataset === undefined ? left.scope.datasets : new Map([...left.scope.datasets, [dataset, ownNames]]);
  return { left, right, schema, width: left.plan.schema.length, dataset, scope: { ...left.scope, schema, datasets } };
}

/** Sorts conditions into keys of the two sides and the rest; reports a join that has neither. */
function bindConditions(on: readonly ExpressionNode[], sides: Sides, form: JoinForm, context: CommandContext): Conditions {
  const { command, span } = form;
  const conditions: Conditions = { leftKeys: [], rightKeys: [], further: [], shared: new Set() };
  for (const node of on) {
    const name = sameName(node);
    if (name) {
      addSharedName(name, sides, conditions, context);
      continue;
    }
    const bound = bindExpression(node, { scope: sides.scope, context });
    for (const part of conjunctsOf(expectType(bound, BOOLEAN, `the condition of '${command}'`, context))) {
      const [a, b] = part.kind === 'call' && part.fn === syntaxFunctions['='] ? part.args : [];
      if (a && b && (addKeys(a, b, sides, conditions) || addKeys(b, a, sides, conditions))) continue;
      conditions.further.push(part);
    }
  }
  if (conditions.leftKeys.length === 0 && !conditions.further.some(isUnbound))
    context.report(
      diagnose(
        'invalid-command',
        on[0]?.span ?? span,
        { command, reason: 'no condition equates a column of the left with one of the right' },
        { help: `write 'on <column>', or 'on $${sides.dataset ?? 'dataset'}.<column> = <column>'` },
      ),
    );
  return conditions;
}

/** Adds an equality to the keys if its first operand reads the left alone and its second the right alone. */
function addKeys(a: Expression, b: Expression, { schema, width }: Sides, { leftKeys, rightKeys }: Conditions): boolean {
  const [ofLeft, ofRight] = [[...columnsOf(a)], [...columnsOf(b)]];
  if (ofLeft.length === 0 || ofRight.length === 0) return false;
  if (!ofLeft.every((i) => i < width) || !ofRight.every((i) => i >= width)) return false;
  leftKeys.push(a);
  rightKeys.push(remapColumns(b, new Map(schema.slice(width).map((_, i) => [i + width, i]))));
  return true;
}

/** `on k`: the columns of one name are equal, and become one column. A name that one side lacks is reported, or read as a key of an open schema, by binding it in that side. */
function addSharedName(
  name: ExpressionNode & { readonly kind: 'name' },
  sides: Sides,
  conditions: Conditions,
  context: CommandContext,
): void {
  const { left, right, schema, width, scope } = sides;
  const { span } = name;
  const leftIndex = findColumn(left.scope, name.name);
  const rightIndex = right.plan.schema.findIndex((field) => field.name === name.name);
  const operands = [
    leftIndex >= 0 ? columnRef(left.plan.schema, leftIndex, span) : bindExpression(name, { scope: left.scope, context }),
    rightIndex >= 0 ? columnRef(schema, width + rightIndex, span) : moveRight(bindExpression(name, { scope: right.scope, context }), width),
  ];
  const condition = callOperator(syntaxFunctions['='], operands, span, { scope, context });
  if (isUnbound(condition)) conditions.further.push(condition);
  else if (condition.kind === 'call' && addKeys(condition.args[0]!, condition.args[1]!, sides, conditions) && rightIndex >= 0)
    conditions.shared.add(rightIndex);
}

/** The columns of the result: those of the left, merged with what they share, and what else the right has. */
function outputsOf(sides: Sides, { shared }: Conditions, { kind, span }: JoinForm, context: CommandContext): readonly Output[] {
  const { left, right, schema, width } = sides;
  const outputs = schema.flatMap((field, i): Output[] => {
    if (i < width) return [{ name: field.name, value: leftOutput(i, sides, shared, kind, span, context) }];
    if (shared.has(i - width) || right.plan.schema[i - width]!.name === overflowColumn) return [];
    return [{ name: field.name, value: columnRef(schema, i, span) }];
  });
  const rightRest = overflowIndex(right.plan.schema);
  if (rightRest < 0 || overflowIndex(left.plan.schema) >= 0) return outputs;
  return [...outputs, { name: overflowColumn, value: columnRef(schema, width + rightRest, span) }];
}

/** The names that the result knows besides its columns. */
function namesAfter({ left, right, dataset, scope }: Sides, { shared }: Conditions): Pick<Scope, 'datasets' | 'claimedNames'> {
  const datasets = shared.size === 0 ? scope.datasets : withShared(scope.datasets, dataset, right.plan.schema, shared);
  if (overflowIndex(right.plan.schema) < 0) return { datasets, claimedNames: left.scope.claimedNames };
  return {
    datasets,
    claimedNames: new Set([...left.scope.claimedNames, ...right.scope.claimedNames, ...scope.schema.map(({ name }) => name)]),
  };
}

/** A column of the left, merged with the right column of the same name. */
function leftOutput(
  i: number,
  { right, schema, width, scope }: Sides,
  shared: ReadonlySet<number>,
  kind: JoinKind,
  span: Span,
  context: CommandContext,
): Expression {
  const value = columnRef(schema, i, span);
  const { name } = schema[i]!;
  const partner = right.plan.schema.findIndex((field, r) => field.name === name && (shared.has(r) || field.name === overflowColumn));
  if (partner < 0) return value;
  const other = columnRef(schema, width + partner, span);
  if (name === overflowColumn) {
    const joined = callOperator(syntaxFunctions.mapConcat, [other, value], span, { scope, context });
    return { kind: 'coalesce', args: [joined, value, other], type: value.type, span };
  }
  if (kind !== 'right' && kind !== 'full') return value;
  const same =
    other.type.kind === value.type.kind ? other : ({ kind: 'cast', value: other, lenient: false, type: value.type, span } as const);
  return { kind: 'coalesce', args: [value, same], type: value.type, span };
}

/** The name if a condition is one name, or equates a name with itself. */
function sameName(node: ExpressionNode): (ExpressionNode & { readonly kind: 'name' }) | undefined {
  if (node.kind === 'name') return node;
  if (node.kind !== 'binary' || node.operator !== '=' || node.left.kind !== 'name' || node.right.kind !== 'name') return undefined;
  return node.left.name === node.right.name ? node.left : undefined;
}

/** Whether a part of a condition could not be bound, which has been reported. */
function isUnbound(condition: Expression): boolean {
  return some(condition, (part) => part.kind === 'literal' && part.type.kind === 'unknown');
}

function freeName(name: string, taken: Set<string>): string {
  let free = name;
  while (taken.has(free) && name !== overflowColumn) free = `${free}_right`;
  taken.add(free);
  return free;
}

function moveRight(expression: Expression, by: number): Expression {
  return remapColumns(expression, new Map([...columnsOf(expression)].map((i) => [i, i + by])));
}

function withShared(
  datasets: Scope['datasets'],
  dataset: string | undefined,
  schema: Schema,
  shared: ReadonlySet<number>,
): Scope['datasets'] {
  const own = dataset === undefined ? undefined : datasets.get(dataset);
  if (!own) return datasets;
  const names = new Map([...own].map(([name, now]) => [name, [...shared].some((i) => schema[i]!.name === name) ? name : now]));
  return new Map([...datasets, [dataset!, names]]);
}
