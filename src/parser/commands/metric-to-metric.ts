import { optionsCommand } from './options-command.ts';

export const metricToMetric = optionsCommand(
  'metric-to-metric',
  'metricToMetric',
  `metric-to-metric [-del_labels='["<label>", …]'] [-add_labels='{"<label>": "<value>"}'] [-rename_labels='{"<label>": "<new>"}'] [-format]`,
  'Edits the labels of metric rows: deletes, then renames, then adds labels, and sorts them by name.',
  (options, span) => ({ kind: 'metric-to-metric', options, span }),
);
