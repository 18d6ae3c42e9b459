import type { CommandSyntax } from './command.ts';

export const stats: CommandSyntax<'stats'> = {
  kind: 'stats',
  usage: 'stats <name> = <aggregate> [filter (where <condition>)], … [by [<name> =] <expression>, …]',
  summary: 'Aggregates the rows of each group into one row; groups are in the order of their first row.',
  define: ($, { assignments, by }, word) =>
    $.RULE('stats', () => {
      const first = $.CONSUME(word);
      const outputs = $.SUBRULE(assignments);
      const groups = $.SUBRULE(by);
      return $.ACTION(() => ({ kind: 'stats', outputs, by: groups, span: $.spanFrom(first) }));
    }),
  print: ({ outputs, by }, print) => print.assignments(outputs) + print.by(by),
};
