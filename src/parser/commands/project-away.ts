import type { CommandSyntax } from './command.ts';

export const projectAway: CommandSyntax<'project-away'> = {
  kind: 'project-away',
  usage: 'project-away [-wildcard] <column>, "<pattern>", …',
  summary: 'Removes the listed columns and keeps the others.',
  define: ($, { names, options }, word) =>
    $.RULE('projectAway', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const list = $.SUBRULE(names);
      return $.ACTION(() => ({ kind: 'project-away', options: given, names: list, span: $.spanFrom(first) }));
    }),
  print: ({ options, names }, print) => print.options(options) + names.map(print.name).join(', '),
};
