import * as t from '../../lexer/tokens.ts';
import type { ExpressionNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const parseKv: CommandSyntax<'parse-kv'> = {
  kind: 'parse-kv',
  usage:
    "parse-kv [-mode=…] [-prefix=…] [-quote] <column>, '<pair separator>', '<key-value separator>'  or  parse-kv [-delims='<characters>'] [-kv-sep='='] [-quote] <column>  or  parse-kv -regexp <column>, '<pattern with two groups>'",
  summary:
    'Makes a VARCHAR column per key of a string of key-value pairs. Only the keys that later commands read are extracted; at the end of a pipeline all are, in order of first appearance. With -quote, and where no separator is given, values may be in double quotes, as in logfmt.',
  define: ($, { options, expression, field: column }, word) =>
    $.RULE('parseKv', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(column);
      const separators: ExpressionNode[] = [];
      $.MANY(() => {
        $.CONSUME(t.Comma);
        separators.push($.SUBRULE(expression));
      });
      return $.ACTION(() => ({ kind: 'parse-kv', options: given, field, separators, span: $.spanFrom(first) }));
    }),
  print: ({ options, field, separators }, print) =>
    print.options(options) + [print.expression(field), ...separators.map(print.expression)].join(', '),
};
