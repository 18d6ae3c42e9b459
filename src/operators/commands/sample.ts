import { diagnose } from '../../diagnostics/diagnostic.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { DOUBLE } from '../../types/data-type.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import { constantValue } from '../bind/coerce.ts';
import type { SteppedBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { nextRelation } from '../bind/relation.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import { bindKeys } from './stats.ts';

export const bindSample: SteppedBinder<'sample'> = function* ({ options, percent, by, span }, relation, context) {
  const command = 'sample';
  const { method, ratio, n } = readOptions(options, command, { method: 'string', ratio: 'number', n: 'number' }, context);
  const wrong = (reason: string, where = span) => {
    context.report(diagnose('invalid-command', where, { command, reason }));
    return relation;
  };
  const { schema } = relation.plan;
  if (method !== undefined || percent) {
    if (method !== 'bernoulli') return wrong("a percentage needs -method='bernoulli'");
    if (by.length > 0 || ratio !== undefined || n !== undefined) return wrong("-method='bernoulli' takes a percentage and nothing else");
    const share = percent && constantValue(bindExpression(percent, { scope: relation.scope, context }), context)?.value;
    const chance = typeof share === 'number' || typeof share === 'bigint' ? Number(share) / 100 : Number.NaN;
    if (!(chance >= 0 && chance <= 1)) return wrong('the percentage must be a constant number from 0 to 100', percent?.span);
    const bindScope = { scope: relation.scope, context };
    const predicate = callOperator(
      syntaxFunctions['<'],
      [callOperator(syntaxFunctions.random, [], span, bindScope), literal(DOUBLE, chance, span)],
      span,
      bindScope,
    );
    return nextRelation(relation, { kind: 'Filter', input: relation.plan, predicate, schema, span }, command);
  }
  if ((ratio === undefined) === (n === undefined))
    return wrong("say how many: -n=<count>, -ratio=<ratio>, or -method='bernoulli' <percent>");
  if (n !== undefined && !(Number.isSafeInteger(n) && n >= 0)) return wrong('-n must be a whole number from 0');
  if (ratio !== undefined && !(ratio >= 0 && ratio <= 1)) return wrong('-ratio must be a number from 0 to 1');
  const keys = yield* bindKeys(by, relation, context);
  const size = n === undefined ? { kind: 'ratio' as const, value: ratio! } : { kind: 'count' as const, value: n };
  const plan: LogicalPlan = { kind: 'Sample', input: relation.plan, keys, size, schema, span };
  return nextRelation(relation, plan, command);
};
