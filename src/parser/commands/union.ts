import * as t from '../../lexer/tokens.ts';
import type { PipelineNode } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

export const union: CommandSyntax<'union'> = {
  kind: 'union',
  usage: 'union $<dataset>, …  or  union ( <pipeline> ), …',
  summary: 'Appends the rows of other datasets; columns are matched by name, and missing ones are NULL.',
  define: ($, { subquery }, word) =>
    $.RULE('union', () => {
      const first = $.CONSUME(word);
      const others: PipelineNode[] = [];
      $.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => others.push($.SUBRULE(subquery())) });
      return $.ACTION(() => ({ kind: 'union', others, span: $.spanFrom(first) }));
    }),
  print: ({ others }, print) => others.map(print.subquery).join(', '),
};
