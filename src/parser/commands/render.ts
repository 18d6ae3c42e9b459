import { assignmentsCommand } from './assignments-command.ts';

export const render = assignmentsCommand(
  'render',
  'render',
  'render visualize=<linechart|columnchart|…>, xfield=<column>, yfields=<column>, …, seriesfields=<column>, …',
  'Describes how to chart the result, in result.render; the rows are unchanged.',
  (items, span) => ({ kind: 'render', items, span }),
);
