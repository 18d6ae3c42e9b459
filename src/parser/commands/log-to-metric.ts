import { optionsCommand } from './options-command.ts';

export const logToMetric = optionsCommand(
  'log-to-metric',
  'logToMetric',
  `log-to-metric -names='["<column>", ["<column>", "<metric>"], …]' [-labels='[…]'] [-time_field='<column>'] [-wildcard] [-format]`,
  'Turns every value column of a row into a metric row with __labels__, __name__, __time_nano__ and __value__; values that are not numbers give no row.',
  (options, span) => ({ kind: 'log-to-metric', options, span }),
);
