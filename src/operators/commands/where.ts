import { BOOLEAN } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { expectType } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextStage } from '../bind/relation.ts';

export const bindWhere: CommandBinder<'where'> = ({ predicate, span }, stage, context) => {
  const bound = expectType(bindExpression(predicate, { scope: stage.scope, context }), BOOLEAN, "the condition of 'where'", context);
  return nextStage(stage, { kind: 'Filter', input: stage.plan, predicate: bound, schema: stage.plan.schema, span }, 'where');
};
