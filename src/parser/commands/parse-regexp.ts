import * as t from '../../lexer/tokens.ts';
import type { NameNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const parseRegexp: CommandSyntax<'parse-regexp'> = {
  kind: 'parse-regexp',
  usage: "parse-regexp [-mode='overwrite'|'preserve'] <column>, '<pattern>' [as <name>, …]",
  summary:
    'Makes a VARCHAR column per group of the first match of an RE2 pattern; named groups need no names. Rows without a match are unchanged.',
  define: ($, { options, names, expression, field: column }, word) =>
    $.RULE('parseRegexp', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(column);
      $.CONSUME(t.Comma);
      const pattern = $.SUBRULE(expression);
      const outputs = $.OPTION(() => {
        $.CONSUME(t.As);
        return $.SUBRULE(names);
      });
      return $.ACTION(() => ({
        kind: 'parse-regexp',
        options: given,
        field,
        pattern,
        outputs: outputs ?? ([] as NameNode[]),
        span: $.spanFrom(first),
      }));
    }),
  print: ({ options, field, pattern, outputs }, print) =>
    `${print.options(options)}${print.expression(field)}, ${print.expression(pattern)}${outputs.length > 0 ? ` as ${outputs.map(print.name).join(', ')}` : ''}`,
};
