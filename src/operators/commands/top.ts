import { bindExpression } from '../bind/bind-expression.ts';
import { bindSortKeys } from '../bind/bind-window.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation, type Relation } from '../bind/relation.ts';
import { rowsOfGroups } from '../bind/rows-of-groups.ts';
import { bindLimit } from './limit.ts';

export const bindTop: CommandBinder<'top'> = ({ count, keys, by, span }, relation, context) => {
  const order = bindSortKeys(keys, { scope: relation.scope, context }, bindExpression, { direction: 'desc' });
  const sort = (input: Relation): Relation =>
    nextRelation(input, { kind: 'Sort', input: input.plan, keys: order, schema: input.plan.schema, span }, 'top');
  if (by.length === 0) return bindLimit({ kind: 'limit', offset: undefined, count, span }, sort(relation), context);
  const kept = { end: 'first', count: bindExpression(count, { scope: relation.scope, context }) } as const;
  const groups = { keys: by.map(({ value }) => value), kept, command: 'top', span };
  // Keys that are columns are read twice without harm; then only the rows that are kept are sorted.
  return order.every(({ value }) => value.kind === 'column')
    ? sort(rowsOfGroups(relation, { ...groups, order }, context))
    : rowsOfGroups(sort(relation), { ...groups, order: [] }, context);
};
