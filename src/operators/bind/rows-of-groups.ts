import type { Span } from '../../diagnostics/span.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { lead } from '../../functions/window/neighbours.ts';
import { rowNumber } from '../../functions/window/ranks.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { BIGINT, BOOLEAN } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { LogicalPlan, SortKey, WindowCall } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import { expectType } from './coerce.ts';
import { columnRef, nextRelation, projectOf, type Relation } from './relation.ts';

/** Which rows of a group are kept: the first `count` in the order, or the last one. */
type Kept = { readonly end: 'first'; readonly count: Expression } | { readonly end: 'last' };

/** The groups of a command, and which of their rows are kept. */
interface RowsOfGroups {
  readonly keys: readonly ExpressionNode[];
  /** The order in which rows are first and last; equal ones are in that of the input. */
  readonly order: readonly SortKey[];
  readonly kept: Kept;
  readonly command: string;
  readonly span: Span;
}

/** Keeps the first rows of every group, or the last one; those that are kept stay where they are. */
export function rowsOfGroups(relation: Relation, { keys, order, kept, command, span }: RowsOfGroups, context: BindContext): Relation {
  const bindScope = { scope: relation.scope, context };
  const { plan } = relation;
  const partition = keys.flatMap((key) => (key.kind === 'error' ? [] : [bindExpression(key, bindScope)]));
  const call = kept.end === 'first' ? numberOfRow(span) : hasNext(span);
  const schema = [...plan.schema, { name: call.name, type: call.type }];
  const window: LogicalPlan = { kind: 'Window', input: plan, groups: [{ partition, order, calls: [call] }], schema, span };
  const computed = columnRef(schema, plan.schema.length, span);
  const predicate: Expression =
    kept.end === 'first'
      ? callOperator(
          syntaxFunctions['<='],
          [computed, expectType(kept.count, BIGINT, `the count of '${command}'`, context)],
          span,
          bindScope,
        )
      : { kind: 'isNull', value: computed, type: BOOLEAN, span };
  const filtered: LogicalPlan = { kind: 'Filter', input: window, predicate, schema, span };
  const outputs = plan.schema.map((field, i) => ({ name: field.name, value: columnRef(schema, i, span) }));
  return nextRelation(relation, projectOf(filtered, outputs, span, context), command);
}

/** What the calls of this file share: they see whole partitions. */
const whole: Pick<WindowCall, 'distinct' | 'filter' | 'frame'> = {
  distinct: false,
  filter: undefined,
  frame: { unit: 'range', start: { kind: 'unbounded' }, end: { kind: 'unbounded' } },
};

/** `row_number()` */
const numberOfRow = (span: Span): WindowCall => ({
  ...whole,
  name: rowNumber.name,
  fn: rowNumber,
  overload: rowNumber.overloads[0]!,
  args: [],
  type: BIGINT,
  span,
});

/** `lead(true)`: NULL in the last row of a partition. */
const hasNext = (span: Span): WindowCall => ({
  ...whole,
  name: lead.name,
  fn: lead,
  overload: lead.overloads[0]!,
  args: [literal(BOOLEAN, true, span)],
  type: BOOLEAN,
  span,
});
