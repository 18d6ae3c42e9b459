import { INTEGER } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { bindSortKeys } from '../bind/bind-window.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation } from '../bind/relation.ts';
import { rowsOfGroups } from '../bind/rows-of-groups.ts';

export const bindDedup: CommandBinder<'dedup'> = ({ keys, keep, by, span }, relation, context) => {
  if (keep !== 'last' && by.length === 0) {
    const bound = keys.flatMap((key) => (key.kind === 'error' ? [] : [bindExpression(key, { scope: relation.scope, context })]));
    return nextRelation(relation, { kind: 'Dedup', input: relation.plan, keys: bound, schema: relation.plan.schema, span }, 'dedup');
  }
  const last = keep === 'last';
  // A row whose place in the order is unknown is neither first nor last.
  const order = bindSortKeys(by, { scope: relation.scope, context }, bindExpression, { nullsFirst: last });
  const kept = last ? ({ end: 'last' } as const) : ({ end: 'first', count: literal(INTEGER, 1, span) } as const);
  return rowsOfGroups(relation, { keys, order, kept, command: 'dedup', span }, context);
};
