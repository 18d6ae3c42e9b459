import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const limit: CommandSyntax<'limit'> = {
  kind: 'limit',
  usage: 'limit [<offset>,] <count>',
  summary: 'Keeps the first rows, after skipping as many as the offset.',
  define: ($, { expression }, word) =>
    $.RULE('limit', () => {
      const first = $.CONSUME(word);
      const one = $.SUBRULE(expression);
      const two = $.OPTION(() => {
        $.CONSUME(t.Comma);
        return $.SUBRULE1(expression);
      });
      return $.ACTION(() => ({
        kind: 'limit',
        offset: two ? one : undefined,
        count: two ?? one,
        span: $.spanFrom(first),
      }));
    }),
  print: ({ offset, count }, print) => (offset ? `${print.expression(offset)}, ` : '') + print.expression(count),
};
