import * as t from '../../lexer/tokens.ts';
import { endsStage, isToken } from '../grammar.ts';
import type { CommandSyntax } from './command.ts';

export const sample: CommandSyntax<'sample'> = {
  kind: 'sample',
  usage: "sample -method='bernoulli' <percent>  or  sample -ratio=<share> [by …]  or  sample -n=<count> [by …]",
  summary: 'Keeps some rows at random, reproducibly by the seed of the engine: each with a chance, or a share or a number of every group.',
  define: ($, { options, expression, by }, word) =>
    $.RULE('sample', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const percent = $.OPTION({
        GATE: () => !endsStage($.LA(1)) && !isToken($.LA(1), t.By),
        DEF: () => $.SUBRULE(expression),
      });
      const groups = $.SUBRULE(by);
      return $.ACTION(() => ({ kind: 'sample', options: given, percent, by: groups, span: $.spanFrom(first) }));
    }),
  print: ({ options, percent, by }, print) =>
    (print.options(options) + (percent ? print.expression(percent) : '')).trimEnd() + print.by(by),
};
