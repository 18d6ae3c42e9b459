import type { CommandSyntax } from './command.ts';

export const extend: CommandSyntax<'extend'> = {
  kind: 'extend',
  usage: 'extend <name> = <expression>, …',
  summary: 'Adds or overwrites columns; every expression sees the input row.',
  define: ($, { assignments }, word) =>
    $.RULE('extend', () => {
      const first = $.CONSUME(word);
      const list = $.SUBRULE(assignments);
      return $.ACTION(() => ({ kind: 'extend', assignments: list, span: $.spanFrom(first) }));
    }),
  print: ({ assignments }, print) => print.assignments(assignments),
};
