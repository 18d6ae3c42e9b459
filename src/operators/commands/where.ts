import { BOOLEAN } from '../../types/data-type.ts';
import { bindExpression } from '../bind-expression.ts';
import { expectType } from '../coerce.ts';
import { nextStage } from '../stage.ts';
import type { CommandBinder } from './command.ts';

export const bindWhere: CommandBinder<'where'> = ({ predicate, span }, stage, context) => {
  const bound = expectType(bindExpression(predicate, { scope: stage.scope, context }), BOOLEAN, "the condition of 'where'", context);
  return nextStage(stage, { kind: 'Filter', input: stage.plan, predicate: bound, schema: stage.plan.schema, span }, 'where');
};
