import * as t from '../../lexer/tokens.ts';
import { isToken } from '../grammar.ts';
import type { ExpressionNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const dedup: CommandSyntax<'dedup'> = {
  kind: 'dedup',
  usage: 'dedup <key>, … [keep first|last] [by <expression> [asc|desc] [nulls first|last], …]',
  summary:
    'Keeps one whole row per combination of keys, NULL being a key like any other: the first, or the last, in the order of the input or of the values after by. A row without such a value is kept only if its combination has no other row. The rows stay in their order.',
  define: ($, { expression, sortKeys }, word) =>
    $.RULE('dedup', () => {
      const first = $.CONSUME(word);
      const keys: ExpressionNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => keys.push($.SUBRULE(expression)) });
      const kept = $.OPTION(() => {
        $.CONSUME(t.Keep);
        return $.OR([{ ALT: () => $.CONSUME(t.First) }, { ALT: () => $.CONSUME(t.Last) }]);
      });
      const order = $.OPTION1(() => {
        $.CONSUME(t.By);
        return $.SUBRULE(sortKeys);
      });
      return $.ACTION(() => {
        const keep = kept && (isToken(kept, t.Last) ? ('last' as const) : ('first' as const));
        return { kind: 'dedup', keys, keep, by: order ?? [], span: $.spanFrom(first) };
      });
    }),
  print: ({ keys, keep, by }, print) =>
    keys.map(print.expression).join(', ') + (keep ? ` keep ${keep}` : '') + (by.length > 0 ? ` by ${print.sortKeys(by)}` : ''),
};
