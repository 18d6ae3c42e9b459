import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const top: CommandSyntax<'top'> = {
  kind: 'top',
  usage: 'top <count> by <expression> [asc|desc] [nulls first|last], … [by <group>, …]',
  summary: 'Keeps the rows with the largest values, largest first, or the smallest with asc; with a second by, those of each group.',
  define: ($, { expression, sortKeys, by }, word) =>
    $.RULE('top', () => {
      const first = $.CONSUME(word);
      const count = $.SUBRULE(expression);
      $.CONSUME(t.By);
      const keys = $.SUBRULE(sortKeys);
      const groups = $.SUBRULE(by);
      return $.ACTION(() => ({ kind: 'top', count, keys, by: groups, span: $.spanFrom(first) }));
    }),
  print: ({ count, keys, by }, print) => `${print.expression(count)} by ${print.sortKeys(keys)}${print.by(by)}`,
};
