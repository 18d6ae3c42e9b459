import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const top: CommandSyntax<'top'> = {
  kind: 'top',
  usage: 'top <count> by <expression> [asc|desc] [nulls first|last], …',
  summary: 'Keeps the first rows of an order, in that order: sort and limit in one command.',
  define: ($, { expression, sortKeys }, word) =>
    $.RULE('top', () => {
      const first = $.CONSUME(word);
      const count = $.SUBRULE(expression);
      $.CONSUME(t.By);
      const keys = $.SUBRULE(sortKeys);
      return $.ACTION(() => ({ kind: 'top', count, keys, span: $.spanFrom(first) }));
    }),
  print: ({ count, keys }, print) => `${print.expression(count)} by ${print.sortKeys(keys)}`,
};
