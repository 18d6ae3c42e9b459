import { diagnose } from '../../diagnostics/diagnostic.ts';
import { splitCsv } from '../../functions/string/split-csv.ts';
import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import { callOperator } from '../bind/build-expression.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { isPreserving, readOptions } from '../bind/command-options.ts';
import { bindField, nameElements } from '../bind/parsed-columns.ts';

export const bindParseCsv: CommandBinder<'parse-csv'> = ({ options, field, outputs, span }, relation, context) => {
  const command = 'parse-csv';
  const given = readOptions(options, command, { delim: 'char', quote: 'char', strict: 'switch', mode: 'string' }, context);
  const { delim = ',', quote = '' } = given;
  const wrong = (option: string, reason: string) => {
    const where = options.find(({ name }) => name === option)?.span ?? span;
    context.report(diagnose('invalid-option', where, { option: `-${option}`, reason }));
    return relation;
  };
  if (delim.length < 1 || delim.length > 3) return wrong('delim', 'it must be 1 to 3 characters');
  if (quote.length > 1) return wrong('quote', 'it must be one character');
  if (quote !== '' && delim.length > 1) return wrong('quote', 'it needs a delimiter of one character');
  if (quote !== '' && quote === delim) return wrong('quote', 'it must differ from the delimiter');
  const input = bindField(field, command, relation, context);
  const args = [input, literal(VARCHAR, delim, span), literal(VARCHAR, quote, span)];
  if (given.strict) args.push(literal(BIGINT, BigInt(outputs.length), span));
  const found = callOperator(splitCsv, args, span, { scope: relation.scope, context });
  return nameElements(relation, found, outputs, { preserve: isPreserving(given.mode, options, context), command, span }, context);
};
