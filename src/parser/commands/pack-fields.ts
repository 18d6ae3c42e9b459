import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const packFields: CommandSyntax<'pack-fields'> = {
  kind: 'pack-fields',
  usage: "pack-fields [-include='<pattern>'] [-exclude='<pattern>'] [-ltrim='<prefix>'] [-keep] [-all] as <name>",
  summary:
    'Packs the VARCHAR columns whose names match into one JSON string, keys in column order, and drops them unless -keep; -all packs columns of other types too.',
  define: ($, { options, name }, word) =>
    $.RULE('packFields', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      $.CONSUME(t.As);
      const output = $.SUBRULE(name);
      return $.ACTION(() => ({ kind: 'pack-fields', options: given, output, span: $.spanFrom(first) }));
    }),
  print: ({ options, output }, print) => `${print.options(options)}as ${print.name(output)}`,
};
