import * as t from '../../lexer/tokens.ts';
import type { ExpressionNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const lookup: CommandSyntax<'lookup'> = {
  kind: 'lookup',
  usage: 'lookup $<dataset> on <column>, …',
  summary: 'Adds the columns of the one row of a dataset that has the same key; keeps every row, and fails if a key has two rows.',
  define: ($, { expression, subquery }, word) =>
    $.RULE('lookup', () => {
      const first = $.CONSUME(word);
      const right = $.SUBRULE(subquery());
      $.CONSUME(t.On);
      const on: ExpressionNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => on.push($.SUBRULE(expression)) });
      return $.ACTION(() => ({ kind: 'lookup', right, on, span: $.spanFrom(first) }));
    }),
  print: ({ right, on }, print) => `${print.subquery(right)} on ${on.map(print.expression).join(', ')}`,
};
