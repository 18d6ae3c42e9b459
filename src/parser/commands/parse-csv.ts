import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const parseCsv: CommandSyntax<'parse-csv'> = {
  kind: 'parse-csv',
  usage: "parse-csv [-delim='<1 to 3 characters>'] [-quote='<character>'] [-strict] [-mode=…] <column> as <name>, …",
  summary: 'Splits a string of separated values into VARCHAR columns; -strict leaves rows with more or fewer values than names unparsed.',
  define: ($, { options, names, field: column }, word) =>
    $.RULE('parseCsv', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(column);
      $.CONSUME(t.As);
      const outputs = $.SUBRULE(names);
      return $.ACTION(() => ({ kind: 'parse-csv', options: given, field, outputs, span: $.spanFrom(first) }));
    }),
  print: ({ options, field, outputs }, print) =>
    `${print.options(options)}${print.expression(field)} as ${outputs.map(print.name).join(', ')}`,
};
