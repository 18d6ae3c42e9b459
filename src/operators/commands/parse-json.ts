import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { parsePath } from '../../functions/json/path.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { VARCHAR } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { isPreserving, readOptions } from '../bind/command-options.ts';
import { addDynamicColumns } from '../bind/dynamic-columns.ts';
import { bindField } from '../bind/parsed-columns.ts';

export const bindParseJson: CommandBinder<'parse-json'> = ({ options, field, span }, relation, context) => {
  const command = 'parse-json';
  const { mode, path = '$', prefix = '' } = readOptions(options, command, { mode: 'string', path: 'string', prefix: 'string' }, context);
  try {
    parsePath(path);
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    const where = options.find(({ name }) => name === 'path')!.span;
    context.report(diagnose('invalid-option', where, { option: '-path', reason: error.reason }));
    return relation;
  }
  const args = [bindField(field, command, relation, context), literal(VARCHAR, path, span), literal(VARCHAR, prefix, span)];
  const found = callOperator(syntaxFunctions.jsonMembers, args, span, { scope: relation.scope, context });
  return addDynamicColumns(relation, found, isPreserving(mode, options, context), command, span, context);
};
