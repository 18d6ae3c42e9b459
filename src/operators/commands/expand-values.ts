import { diagnose } from '../../diagnostics/diagnostic.ts';
import { jsonValues } from '../../functions/json/members.ts';
import { fieldName } from '../../parser/syntax.ts';
import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { bindField } from '../bind/parsed-columns.ts';
import { spread } from './unnest.ts';

export const bindExpandValues: CommandBinder<'expand-values'> = ({ options, field, output, span }, relation, context) => {
  const command = 'expand-values';
  const { path = '$', limit, keep } = readOptions(options, command, { path: 'string', limit: 'number', keep: 'switch' }, context);
  if (limit !== undefined && !(Number.isInteger(limit) && limit > 0)) {
    const where = options.find(({ name }) => name === 'limit')!.span;
    context.report(diagnose('invalid-option', where, { option: '-limit', reason: 'it must be a whole number from 1' }));
    return relation;
  }
  const args = [bindField(field, command, relation, context), literal(VARCHAR, path, span)];
  if (limit !== undefined) args.push(literal(BIGINT, BigInt(limit), span));
  const value = callOperator(jsonValues, args, span, { scope: relation.scope, context });
  const own = fieldName(field);
  const name = output?.name ?? own;
  const replaces = keep || field.kind === 'member' ? undefined : own;
  return spread(relation, [{ value, names: [name], replaces }], true, command, span, context);
};
