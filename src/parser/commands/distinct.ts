import { endsStage } from '../grammar.ts';
import type { AssignmentNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const distinct: CommandSyntax<'distinct'> = {
  kind: 'distinct',
  usage: 'distinct [[<name> =] <expression>, …]',
  summary: 'One row per combination of the listed values, or of all columns, in order of first appearance.',
  define: ($, { assignments }, word) =>
    $.RULE('distinct', () => {
      const first = $.CONSUME(word);
      const items = $.OPTION({ GATE: () => !endsStage($.LA(1)), DEF: () => $.SUBRULE(assignments) });
      return $.ACTION(() => ({ kind: 'distinct', items: items ?? ([] as AssignmentNode[]), span: $.spanFrom(first) }));
    }),
  print: ({ items }, print) => print.assignments(items),
};
