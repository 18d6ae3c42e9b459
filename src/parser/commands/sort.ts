import * as t from '../../lexer/tokens.ts';
import { isToken } from '../grammar.ts';
import type { SortKeyNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const sort: CommandSyntax<'sort'> = {
  kind: 'sort',
  usage: 'sort <expression> [asc|desc] [nulls first|last], …',
  summary: 'Orders the rows; equal rows keep their order, NULLs come last unless asked otherwise.',
  define: ($, { expression }, word) =>
    $.RULE('sort', () => {
      const first = $.CONSUME(word);
      const keys: SortKeyNode[] = [];
      $.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const start = $.LA(1);
          const value = $.SUBRULE(expression);
          const direction = $.OPTION(() => $.OR([{ ALT: () => $.CONSUME(t.Asc) }, { ALT: () => $.CONSUME(t.Desc) }]));
          const nulls = $.OPTION1(() => {
            $.CONSUME(t.Nulls);
            return $.OR1([{ ALT: () => $.CONSUME(t.First) }, { ALT: () => $.CONSUME(t.Last) }]);
          });
          keys.push(
            $.ACTION(() => ({
              value,
              descending: direction !== undefined && isToken(direction, t.Desc),
              nullsFirst: nulls !== undefined && isToken(nulls, t.First),
              span: $.spanFrom(start),
            })),
          );
        },
      });
      return $.ACTION(() => ({ kind: 'sort', keys, span: $.spanFrom(first) }));
    }),
  print: ({ keys }, print) =>
    keys.map((key) => `${print.expression(key.value)}${key.descending ? ' desc' : ''}${key.nullsFirst ? ' nulls first' : ''}`).join(', '),
};
