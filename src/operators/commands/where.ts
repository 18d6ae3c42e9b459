import type { ExpressionNode } from '../../parser/syntax.ts';
import { BOOLEAN } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { expectType } from '../bind/coerce.ts';
import type { SteppedBinder } from '../bind/command-binder.ts';
import { filterByPipeline, isInPipeline } from '../bind/in-pipeline.ts';
import { nextRelation } from '../bind/relation.ts';

export const bindWhere: SteppedBinder<'where'> = function* ({ predicate, span }, relation, context) {
  const conditions = predicate.kind === 'and' ? predicate.operands : [predicate];
  const tests = conditions.filter(isInPipeline);
  const others = conditions.filter((condition) => !isInPipeline(condition));
  const rest: ExpressionNode | undefined =
    tests.length === 0 ? predicate : others.length > 1 ? { kind: 'and', operands: others, span } : others[0];
  let result = relation;
  if (rest) {
    const bound = expectType(bindExpression(rest, { scope: relation.scope, context }), BOOLEAN, "the condition of 'where'", context);
    const { plan } = relation;
    result = nextRelation(relation, { kind: 'Filter', input: plan, predicate: bound, schema: plan.schema, span }, 'where');
  }
  for (const test of tests) result = yield* filterByPipeline(test, result, context);
  return result;
};
