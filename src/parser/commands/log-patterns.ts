import type { CommandSyntax } from './command.ts';

export const logPatterns: CommandSyntax<'log-patterns'> = {
  kind: 'log-patterns',
  usage: 'log-patterns [-similarity=<0..1>] [-depth=<count>] <string> [by [<name> =] <expression>, …]',
  summary:
    'Groups log lines by their common template: one row per template, with its count, share and an example, the most frequent first.',
  define: ($, { options, expression, by }, word) =>
    $.RULE('logPatterns', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(expression);
      const groups = $.SUBRULE(by);
      return $.ACTION(() => ({ kind: 'log-patterns', options: given, field, by: groups, span: $.spanFrom(first) }));
    }),
  print: ({ options, field, by }, print) => print.options(options) + print.expression(field) + print.by(by),
};
