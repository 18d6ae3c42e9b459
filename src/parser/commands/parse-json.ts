import type { CommandSyntax } from './command.ts';

export const parseJson: CommandSyntax<'parse-json'> = {
  kind: 'parse-json',
  usage: "parse-json [-mode='overwrite'|'preserve'] [-path='$.…'] [-prefix='<string>'] <column>",
  summary:
    'Makes a VARCHAR column per first-level key of a JSON object. Only the keys that later commands read are extracted; at the end of a pipeline all are, in order of first appearance.',
  define: ($, { options, field: column }, word) =>
    $.RULE('parseJson', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const field = $.SUBRULE(column);
      return $.ACTION(() => ({ kind: 'parse-json', options: given, field, span: $.spanFrom(first) }));
    }),
  print: ({ options, field }, print) => print.options(options) + print.expression(field),
};
