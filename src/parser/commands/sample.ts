import * as t from '../../lexer/tokens.ts';
import { endsStage, isToken } from '../grammar.ts';
import type { CommandSyntax } from './command.ts';

export const sample: CommandSyntax<'sample'> = {
  kind: 'sample',
  usage: "sample -method='bernoulli' <percent>  or  sample -ratio=<ratio> [by …]  or  sample -n=<count> [by …]",
  summary:
    'Keeps a random sample of the rows, reproducible by the seed of the engine: each row with a probability, or a ratio or number of rows per group.',
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
