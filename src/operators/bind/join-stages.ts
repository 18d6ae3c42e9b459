import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode, PipelineNode } from '../../parser/syntax.ts';
import { BOOLEAN, type Schema } from '../../types/data-type.ts';
import { columnsOf, conjunctsOf, type Expression, type Output, some } from '../expressions/expression.ts';
import { remapColumns } from '../expressions/substitute-columns.ts';
import type { JoinKind, LogicalPlan } from '../plan/plan.ts';
import { bindExpression } from './bind-expression.ts';
import { callOperator } from './build-expression.ts';
import { expectType } from './coerce.ts';
import type { CommandContext } from './command-binder.ts';
import { overflowColumn, overflowIndex } from './dynamic-columns.ts';
import { columnRef, nextRelation, projectOf, type Relation } from './relation.ts';
import { findColumn, type Scope } from './scope.ts';

/** How a command joins. */
export interface JoinForm {
  readonly kind: JoinKind;
  readonly unique: boolean;
  readonly command: string;
  readonly span: Span;
}

/** Joins a relation with the pipeline on its right, on conditions. */
export function joinRelations(
  left: Relation,
  pipeline: PipelineNode,
  on: readonly ExpressionNode[],
  form: JoinForm,
  context: CommandContext,
): Relation {
  const { kind, span, command } = form;
  const right = context.subquery(pipeline);
  if (right.scope.unknown || left.scope.unknown) return left; // the missing source has been reported
  const leftSchema = left.plan.schema;
  const width = leftSchema.length;
  const taken = new Set(leftSchema.map((field) => field.name));
  const rightSchema: Schema = right.plan.schema.map(({ name, type }) => ({ name: freeName(name, taken), type }));
  const dataset = pipeline.source.kind === 'dataset' ? pipeline.source.name : undefined;
  const ownNames = new Map(right.plan.schema.map(({ name }, i) => [name, rightSchema[i]!.name]));
  const both: Schema = [...leftSchema, ...rightSchema];
  const datasets = dataset === undefined ? left.scope.datasets : new Map([...left.scope.datasets, [dataset, ownNames]]);
  const scope: Scope = { ...left.scope, schema: both, datasets };

  const leftKeys: Expression[] = [];
  const rightKeys: Expression[] = [];
  const further: Expression[] = [];
  /** Right columns that are merged into the left column of the same name. */
  const shared = new Set<number>();
  const shifted = new Map(both.flatMap((_, i) => (i >= width ? [[i, i - width] as const] : [])));
  const addEquality = (a: Expression, b: Expression): boolean => {
    const [leftSide, rightSide] = [a, b].map((side) => [...columnsOf(side)]) as [number[], number[]];
    if (leftSide.length === 0 || rightSide.length === 0) return false;
    if (!leftSide.every((i) => i < width) || !rightSide.every((i) => i >= width)) return false;
    leftKeys.push(a);
    rightKeys.push(remapColumns(b, shifted));
    return true;
  };
  const equal = (a: Expression, b: Expression, where: Span) => callOperator(syntaxFunctions['='], [a, b], where, { scope, context });
  for (const node of on) {
    const name = sameName(node);
    if (name) {
      const rightIndex = right.plan.schema.findIndex((field) => field.name === name.name);
      const leftIndex = findColumn(left.scope, name.name);
      // A name that one side lacks is reported, or read as a key of an open schema, by binding it in that side.
      const sides = [
        leftIndex >= 0 ? columnRef(leftSchema, leftIndex, name.span) : bindExpression(name, { scope: left.scope, context }),
        rightIndex >= 0
          ? columnRef(both, width + rightIndex, name.span)
          : moveRight(bindExpression(name, { scope: right.scope, context }), width),
      ];
      const condition = equal(sides[0]!, sides[1]!, name.span);
      if (condition.kind === 'call' && addEquality(condition.args[0]!, condition.args[1]!) && rightIndex >= 0) shared.add(rightIndex);
      continue;
    }
    const condition = expectType(bindExpression(node, { scope, context }), BOOLEAN, `the condition of '${command}'`, context);
    for (const part of conjunctsOf(condition)) {
      const isEqual = part.kind === 'call' && part.fn === syntaxFunctions['='];
      if (isEqual && (addEquality(part.args[0]!, part.args[1]!) || addEquality(part.args[1]!, part.args[0]!))) continue;
      further.push(part);
    }
  }
  if (leftKeys.length === 0 && !further.some(isUnbound))
    context.report(
      diagnose(
        'invalid-command',
        on[0]?.span ?? span,
        { command, reason: 'no condition equates a column of the left with one of the right' },
        { help: `write 'on <column>', or 'on $${dataset ?? 'dataset'}.<column> = <column>'` },
      ),
    );
  const paired = kind !== 'semi' && kind !== 'anti';
  const plan: LogicalPlan = {
    kind: 'Join',
    input: left.plan,
    right: right.plan,
    join: kind,
    leftKeys,
    rightKeys,
    condition: further.length > 1 ? { kind: 'and', args: further, type: BOOLEAN, span } : further[0],
    unique: form.unique,
    schema: paired ? both : leftSchema,
    span,
  };
  if (!paired) return nextRelation(left, plan, command);
  const outputs = both.flatMap((field, i): Output[] => {
    if (i >= width)
      return shared.has(i - width) || right.plan.schema[i - width]!.name === overflowColumn
        ? []
        : [{ name: field.name, value: columnRef(both, i, span) }];
    return [{ name: field.name, value: leftOutput(i, both, width, shared, right, kind, span, scope, context) }];
  });
  const rightRest = overflowIndex(right.plan.schema);
  if (rightRest >= 0 && overflowIndex(leftSchema) < 0)
    outputs.push({ name: overflowColumn, value: columnRef(both, width + rightRest, span) });
  const next = nextRelation(left, projectOf(plan, outputs, span, context), command);
  const gone = rightRest >= 0 ? new Set([...left.scope.claimedNames, ...right.scope.claimedNames, ...taken]) : left.scope.claimedNames;
  const visible = shared.size === 0 ? datasets : withShared(datasets, dataset, right.plan.schema, shared);
  return { ...next, scope: { ...next.scope, datasets: visible, claimedNames: gone } };
}

/** A column of the left, merged with the right column of the same name. */
function leftOutput(
  i: number,
  both: Schema,
  width: number,
  shared: ReadonlySet<number>,
  right: Relation,
  kind: JoinKind,
  span: Span,
  scope: Scope,
  context: CommandContext,
): Expression {
  const value = columnRef(both, i, span);
  const partner = right.plan.schema.findIndex(
    (field, r) => field.name === both[i]!.name && (shared.has(r) || field.name === overflowColumn),
  );
  if (partner < 0) return value;
  const other = columnRef(both, width + partner, span);
  if (both[i]!.name === overflowColumn) {
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
