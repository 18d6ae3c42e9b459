import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { constantValue } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { nextRelation, type Relation } from '../bind/relation.ts';

function rowCount(node: ExpressionNode, what: string, relation: Relation, context: BindContext): number {
  if (node.kind === 'error') return 0;
  const bound = bindExpression(node, { scope: relation.scope, context });
  const constant = constantValue(bound, context);
  const value = typeof constant?.value === 'bigint' ? Number(constant.value) : constant?.value;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  if (bound.type.kind !== 'unknown') context.report(diagnose('constant-expected', node.span, { what: `${what}, a whole number from 0,` }));
  return 0;
}

export const bindLimit: CommandBinder<'limit'> = ({ offset, count, span }, relation, context) => {
  const skip = offset ? rowCount(offset, 'the offset of limit', relation, context) : 0;
  const rows = rowCount(count, 'the count of limit', relation, context);
  return nextRelation(
    relation,
    { kind: 'Limit', input: relation.plan, offset: skip, count: rows, schema: relation.plan.schema, span },
    'limit',
  );
};
