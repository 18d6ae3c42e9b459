import { assignmentsCommand } from './assignments-command.ts';

export const render = assignmentsCommand(
  'render',
  'render',
  'render visualize=<linechart|columnchart|…>, xfield=<column>, yfields=<column>, …, seriesfields=<column>, …',
  'Says how a chart draws the result, in result.render; changes no data.',
  (items, span) => ({ kind: 'render', items, span }),
);
