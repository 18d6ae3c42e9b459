import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const expandValues: CommandSyntax<'expand-values'> = {
  kind: 'expand-values',
  usage: "expand-values [-path='$.…'] [-limit=<count>] [-keep] <column> [as <name>]",
  summary:
    'One row per first-level element of a JSON array, or per pair of a JSON object; other JSON stays one row, and values that are not JSON become NULL.',
  define: ($, { options, name, field: column }, word) =>
    $.RULE('expandValues', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(column);
      const output = $.OPTION(() => {
        $.CONSUME(t.As);
        return $.SUBRULE(name);
      });
      return $.ACTION(() => ({ kind: 'expand-values', options: given, field, output, span: $.spanFrom(first) }));
    }),
  print: ({ options, field, output }, print) =>
    `${print.options(options)}${print.expression(field)}${output ? ` as ${print.name(output)}` : ''}`,
};
