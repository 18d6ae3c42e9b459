import { diagnose } from '../../diagnostics/diagnostic.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation } from '../bind/relation.ts';

export const bindSort: CommandBinder<'sort'> = ({ keys, span }, relation, context) => {
  const bound = keys.map(({ value, descending, nullsFirst }) => {
    const key = bindExpression(value, { scope: relation.scope, context });
    if (key.type.kind === 'map')
      context.report(diagnose('type-mismatch', value.span, { what: 'a sort key', expected: 'of an ordered type', found: 'a MAP' }));
    return { value: key, descending, nullsFirst };
  });
  return nextRelation(relation, { kind: 'Sort', input: relation.plan, keys: bound, schema: relation.plan.schema, span }, 'sort');
};
