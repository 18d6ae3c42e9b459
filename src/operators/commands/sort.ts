import { bindExpression } from '../bind/bind-expression.ts';
import { bindSortKeys } from '../bind/bind-window.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation } from '../bind/relation.ts';

export const bindSort: CommandBinder<'sort'> = ({ keys, span }, relation, context) => {
  const bound = bindSortKeys(keys, { scope: relation.scope, context }, bindExpression);
  return nextRelation(relation, { kind: 'Sort', input: relation.plan, keys: bound, schema: relation.plan.schema, span }, 'sort');
};
