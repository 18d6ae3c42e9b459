import * as t from '../../lexer/tokens.ts';
import { isToken } from '../grammar.ts';
import type { ExpressionNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

const isKind = (image: string): boolean => image.toLowerCase() === 'kind';

export const join: CommandSyntax<'join'> = {
  kind: 'join',
  usage:
    'join [kind=inner|left|right|full|semi|anti] $<dataset> on $<dataset>.<column> = <expression> and …  or  join … ( <pipeline> ) on <column>, …',
  summary:
    'Joins the rows of two datasets whose keys are equal; further conditions only filter. Columns of the right side whose names are taken get the suffix _right; NULL keys never match.',
  define: ($, { expression, name, subquery }, word) =>
    $.RULE('join', () => {
      const first = $.CONSUME(word);
      const joinKind = $.OPTION({
        GATE: () => isKind($.LA(1).image) && isToken($.LA(2), t.Equals),
        DEF: () => {
          $.CONSUME(t.Name);
          $.CONSUME(t.Equals);
          return $.SUBRULE(name);
        },
      });
      const right = $.SUBRULE(subquery());
      $.CONSUME(t.On);
      const on: ExpressionNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => on.push($.SUBRULE(expression)) });
      return $.ACTION(() => ({ kind: 'join', joinKind, right, on, span: $.spanFrom(first) }));
    }),
  print: ({ joinKind, right, on }, print) =>
    `${joinKind ? `kind=${print.name(joinKind)} ` : ''}${print.subquery(right)} on ${on.map(print.expression).join(', ')}`,
};
