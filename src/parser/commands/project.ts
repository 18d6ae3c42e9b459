import type { CommandSyntax } from './command.ts';

export const project: CommandSyntax<'project'> = {
  kind: 'project',
  usage: 'project [-wildcard] <column>, "<pattern>", <name> = <expression>, …',
  summary: 'Keeps exactly the listed columns, in the listed order; a column may be renamed or computed.',
  define: ($, { assignments, options }, word) =>
    $.RULE('project', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const items = $.SUBRULE(assignments);
      return $.ACTION(() => ({ kind: 'project', options: given, items, span: $.spanFrom(first) }));
    }),
  print: ({ options, items }, print) => print.options(options) + print.assignments(items),
};
