import * as t from '../lexer/tokens.ts';
import { type Grammar, isToken, type Rule } from './grammar.ts';
import type { ExpressionNode, SortKeyNode } from './syntax.ts';

/** `expression [asc|desc] [nulls first|last], …` */
export function defineSortKeys($: Grammar, expression: () => Rule<ExpressionNode>): Rule<SortKeyNode[]> {
  return $.RULE(
    'sortKeys',
    () => {
      const keys: SortKeyNode[] = [];
      $.AT_LEAST_ONE_SEP({
        SEP: t.Comma,
        DEF: () => {
          const start = $.LA(1);
          const value = $.SUBRULE(expression());
          const direction = $.OPTION(() => $.OR([{ ALT: () => $.CONSUME(t.Asc) }, { ALT: () => $.CONSUME(t.Desc) }]));
          const nulls = $.OPTION1(() => {
            $.CONSUME(t.Nulls);
            return $.OR1([{ ALT: () => $.CONSUME(t.First) }, { ALT: () => $.CONSUME(t.Last) }]);
          });
          keys.push(
            $.ACTION(() => ({
              value,
              direction: direction && (isToken(direction, t.Desc) ? ('desc' as const) : ('asc' as const)),
              nullsFirst: nulls && isToken(nulls, t.First),
              span: $.spanFrom(start),
            })),
          );
        },
      });
      return keys;
    },
    { recoveryValueFunc: () => [] },
  );
}
