import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const pivot: CommandSyntax<'pivot'> = {
  kind: 'pivot',
  usage: 'pivot [<name> =] <aggregate>, … on <expression> [in ([<name> =] <value>, …)] [by [<name> =] <expression>, …]',
  summary:
    'Makes columns of values: one row per group, with the aggregate over the rows of each value in a column of its own. With in the columns are those listed; without it they are found in the data, in order of first appearance.',
  define: ($, { assignments, expression, by }, word) =>
    $.RULE('pivot', () => {
      const first = $.CONSUME(word);
      const outputs = $.SUBRULE(assignments);
      $.CONSUME(t.On);
      const on = $.SUBRULE(expression);
      const groups = $.SUBRULE(by);
      return $.ACTION(() => ({ kind: 'pivot', outputs, on, by: groups, span: $.spanFrom(first) }));
    }),
  print: ({ outputs, on, by }, print) => `${print.assignments(outputs)} on ${print.expression(on)}${print.by(by)}`,
};
