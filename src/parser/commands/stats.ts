import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const stats: CommandSyntax<'stats'> = {
  kind: 'stats',
  usage: 'stats <name> = <aggregate>, … [by [<name> =] <expression>, …]',
  summary: 'Aggregates the rows of each group into one row; groups come in the order of their first row.',
  define: ($, { assignments }, word) =>
    $.RULE('stats', () => {
      const first = $.CONSUME(word);
      const outputs = $.SUBRULE(assignments);
      const by = $.OPTION(() => {
        $.CONSUME(t.By);
        return $.SUBRULE1(assignments);
      });
      return $.ACTION(() => ({ kind: 'stats', outputs, by: by ?? [], span: $.spanFrom(first) }));
    }),
  print: ({ outputs, by }, print) => print.assignments(outputs) + (by.length > 0 ? ` by ${print.assignments(by)}` : ''),
};
