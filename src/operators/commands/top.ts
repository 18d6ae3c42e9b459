import { bindExpression } from '../bind/bind-expression.ts';
import { bindSortKeys } from '../bind/bind-window.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation } from '../bind/relation.ts';
import { rowsOfGroups } from '../bind/rows-of-groups.ts';
import { bindLimit } from './limit.ts';

export const bindTop: CommandBinder<'top'> = ({ count, keys, by, span }, relation, context) => {
  const order = bindSortKeys(keys, { scope: relation.scope, context }, bindExpression, { direction: 'desc' });
  const sorted = nextRelation(relation, { kind: 'Sort', input: relation.plan, keys: order, schema: relation.plan.schema, span }, 'top');
  if (by.length === 0) return bindLimit({ kind: 'limit', offset: undefined, count, span }, sorted, context);
  const kept = { end: 'first', count: bindExpression(count, { scope: relation.scope, context }) } as const;
  return rowsOfGroups(sorted, { keys: by.map(({ value }) => value), order: [], kept, command: 'top', span }, context);
};
