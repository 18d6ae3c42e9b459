import * as t from '../../lexer/tokens.ts';
import { isToken } from '../grammar.ts';
import type { UnnestNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const unnest: CommandSyntax<'unnest'> = {
  kind: 'unnest',
  usage: 'unnest [<column> [as <name>], …] [-outer]',
  summary:
    'One row per element of the named ARRAY columns, or of all of them, in parallel. Shorter arrays are padded with NULL, a MAP gives the columns key and value, and -outer keeps rows without elements.',
  define: ($, { options, name, field }, word) =>
    $.RULE('unnest', () => {
      const first = $.CONSUME(word);
      const before = $.SUBRULE(options);
      const items: UnnestNode[] = [];
      $.MANY_SEP({
        SEP: t.Comma,
        DEF: () => {
          const start = $.LA(1);
          const column = $.SUBRULE(field);
          const as = $.OPTION({
            GATE: () => isToken($.LA(1), t.As),
            DEF: () => {
              $.CONSUME(t.As);
              return $.SUBRULE(name);
            },
          });
          items.push($.ACTION(() => ({ column, name: as, span: $.spanFrom(start) })));
        },
      });
      const after = $.SUBRULE1(options);
      return $.ACTION(() => ({ kind: 'unnest', options: [...before, ...after], items, span: $.spanFrom(first) }));
    }),
  print: ({ options, items }, print) =>
    [
      items.map(({ column, name }) => print.expression(column) + (name ? ` as ${print.name(name)}` : '')).join(', '),
      print.options(options).trim(),
    ]
      .filter(Boolean)
      .join(' '),
};
