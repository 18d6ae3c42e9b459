import { BOOLEAN } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { expectType } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation } from '../bind/relation.ts';

export const bindWhere: CommandBinder<'where'> = ({ predicate, span }, relation, context) => {
  const bound = expectType(bindExpression(predicate, { scope: relation.scope, context }), BOOLEAN, "the condition of 'where'", context);
  return nextRelation(relation, { kind: 'Filter', input: relation.plan, predicate: bound, schema: relation.plan.schema, span }, 'where');
};
