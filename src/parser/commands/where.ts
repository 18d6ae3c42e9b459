import type { CommandSyntax } from './command.ts';

export const where: CommandSyntax<'where'> = {
  kind: 'where',
  usage: 'where <condition>',
  summary: 'Keeps the rows for which a condition is true; rows for which it is false or NULL are dropped.',
  define: ($, { expression }, word) =>
    $.RULE('where', () => {
      const first = $.CONSUME(word);
      const predicate = $.SUBRULE(expression);
      return $.ACTION(() => ({ kind: 'where', predicate, span: $.spanFrom(first) }));
    }),
  print: ({ predicate }, print) => print.expression(predicate),
};
