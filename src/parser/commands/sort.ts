import type { CommandSyntax } from './command.ts';

export const sort: CommandSyntax<'sort'> = {
  kind: 'sort',
  usage: 'sort <expression> [asc|desc] [nulls first|last], …',
  summary: 'Orders the rows; equal rows keep their order, and NULLs come last unless nulls first is given.',
  define: ($, { sortKeys }, word) =>
    $.RULE('sort', () => {
      const first = $.CONSUME(word);
      const keys = $.SUBRULE(sortKeys);
      return $.ACTION(() => ({ kind: 'sort', keys, span: $.spanFrom(first) }));
    }),
  print: ({ keys }, print) => print.sortKeys(keys),
};
