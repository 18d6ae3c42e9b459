import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowFailure } from '../../diagnostics/row-error.ts';
import { parsePath } from '../../functions/json/path.ts';
import { builtins } from '../../functions/syntax/index.ts';
import { VARCHAR } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { isPreserving, readOptions } from '../bind/command-options.ts';
import { addKeys } from '../bind/dynamic-columns.ts';
import { bindField } from '../bind/parsed-columns.ts';

export const bindParseJson: CommandBinder<'parse-json'> = ({ options, field, span }, stage, context) => {
  const command = 'parse-json';
  const { mode, path = '$', prefix = '' } = readOptions(options, command, { mode: 'text', path: 'text', prefix: 'text' }, context);
  try {
    parsePath(path);
  } catch (error) {
    if (!(error instanceof RowFailure)) throw error;
    const where = options.find(({ name }) => name === 'path')!.span;
    context.report(diagnose('invalid-option', where, { option: '-path', reason: error.reason }));
    return stage;
  }
  const args = [bindField(field, command, stage, context), literal(VARCHAR, path, span), literal(VARCHAR, prefix, span)];
  const found = callOperator(builtins.jsonMembers, args, span, { scope: stage.scope, context });
  return addKeys(stage, found, isPreserving(mode, options, context), command, span, context);
};
