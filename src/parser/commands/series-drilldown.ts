import * as t from '../../lexer/tokens.ts';
import type { CommandSyntax } from './command.ts';

export const seriesDrilldown: CommandSyntax<'series-drilldown'> = {
  kind: 'series-drilldown',
  usage: "series-drilldown [-options='{…}'] <aggregate or column> on <time> by <attribute>, … from <begin> to <end>",
  summary:
    'Finds the attribute combinations that explain why a total changed in a window (both ends included): one row per root cause, with a filter that can be used in where.',
  define: ($, { options, expression, by }, word) =>
    $.RULE('seriesDrilldown', () => {
      const first = $.CONSUME(word);
      const given = $.SUBRULE(options);
      const value = $.SUBRULE(expression);
      $.CONSUME(t.On);
      const on = $.SUBRULE1(expression);
      const attributes = $.SUBRULE(by);
      $.CONSUME(t.From);
      const from = $.SUBRULE2(expression);
      $.CONSUME(t.To);
      const to = $.SUBRULE3(expression);
      return $.ACTION(() => ({ kind: 'series-drilldown', options: given, value, on, by: attributes, from, to, span: $.spanFrom(first) }));
    }),
  print: ({ options, value, on, by, from, to }, print) =>
    `${print.options(options)}${print.expression(value)} on ${print.expression(on)}${print.by(by)} from ${print.expression(from)} to ${print.expression(to)}`,
};
