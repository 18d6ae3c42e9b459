import { diagnose } from '../../diagnostics/diagnostic.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextStage } from '../bind/relation.ts';

export const bindSort: CommandBinder<'sort'> = ({ keys, span }, stage, context) => {
  const bound = keys.map(({ value, descending, nullsFirst }) => {
    const key = bindExpression(value, { scope: stage.scope, context });
    if (key.type.kind === 'map')
      context.report(diagnose('type-mismatch', value.span, { what: 'a sort key', expected: 'of an ordered type', found: 'a MAP' }));
    return { value: key, descending, nullsFirst };
  });
  return nextStage(stage, { kind: 'Sort', input: stage.plan, keys: bound, schema: stage.plan.schema, span }, 'sort');
};
