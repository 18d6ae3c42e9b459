import type { Span } from '../../diagnostics/span.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { rowNumber } from '../../functions/window/ranks.ts';
import type { AssignmentNode } from '../../parser/syntax.ts';
import { BIGINT } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { LogicalPlan, SortKey, WindowGroup } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { callOperator } from './build-expression.ts';
import { expectType } from './coerce.ts';
import { columnRef, nextRelation, projectOf, type Relation } from './relation.ts';

/** Keeps the first rows of every group in an order, or in the order in which they come. The rows that are kept stay where they are. */
export function firstOfGroups(
  relation: Relation,
  by: readonly AssignmentNode[],
  count: Expression,
  command: string,
  span: Span,
  context: BindContext,
  order: readonly SortKey[] = [],
): Relation {
  const bindScope = { scope: relation.scope, context };
  const { plan } = relation;
  const partition = by.flatMap(({ value }) => (value.kind === 'error' ? [] : [bindExpression(value, bindScope)]));
  const [overload] = rowNumber.overloads;
  const group: WindowGroup = {
    partition,
    order,
    calls: [
      {
        name: rowNumber.name,
        fn: rowNumber,
        overload: overload!,
        args: [],
        filter: undefined,
        frame: { unit: 'range', start: { kind: 'unbounded' }, end: { kind: 'unbounded' } },
        type: BIGINT,
        span,
      },
    ],
  };
  const schema = [...plan.schema, { name: rowNumber.name, type: BIGINT }];
  const window: LogicalPlan = { kind: 'Window', input: plan, groups: [group], schema, span };
  const limit = expectType(count, BIGINT, `the count of '${command}'`, context);
  const predicate = callOperator(syntaxFunctions['<='], [columnRef(schema, plan.schema.length, span), limit], span, bindScope);
  const filtered: LogicalPlan = { kind: 'Filter', input: window, predicate, schema, span };
  const kept = plan.schema.map((field, i) => ({ name: field.name, value: columnRef(schema, i, span) }));
  return nextRelation(relation, projectOf(filtered, kept, span, context), command);
}
