import type { CommandKind } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';

type MetricCommand = Extract<CommandKind, 'log-to-metric' | 'metric-to-metric'>;

function metricCommand(kind: MetricCommand, rule: string, usage: string, summary: string): CommandSyntax<MetricCommand> {
  return {
    kind,
    usage,
    summary,
    define: ($, { options }, word) =>
      $.RULE(rule, () => {
        const first = $.CONSUME(word);
        const given = $.SUBRULE(options);
        return $.ACTION(() => ({ kind, options: given, span: $.spanFrom(first) }));
      }),
    print: ({ options }, print) => print.options(options).trimEnd(),
  };
}

export const logToMetric = metricCommand(
  'log-to-metric',
  'logToMetric',
  `log-to-metric -names='["<column>", ["<column>", "<metric>"], …]' [-labels='[…]'] [-time_field='<column>'] [-wildcard] [-format]`,
  'Turns every value column of a row into a metric row with __labels__, __name__, __time_nano__ and __value__; values that are no number give no row.',
) as CommandSyntax<'log-to-metric'>;

export const metricToMetric = metricCommand(
  'metric-to-metric',
  'metricToMetric',
  `metric-to-metric [-del_labels='["<label>", …]'] [-add_labels='{"<label>": "<value>"}'] [-rename_labels='{"<label>": "<new>"}'] [-format]`,
  'Edits the labels of metric rows: deletes, then renames, then adds, and sorts them by name.',
) as CommandSyntax<'metric-to-metric'>;
