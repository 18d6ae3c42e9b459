import { assignmentsCommand } from './assignments-command.ts';

export const makeTrace = assignmentsCommand(
  'make-trace',
  'makeTrace',
  'make-trace traceId=<column>, spanId=<column>, parentSpanId=<column>, statusCode=<column>, startTime=<column>, endTime=<column>',
  'One row per trace, whose column traceRow contains traceId and spanList: its spans in order of start time.',
  (items, span) => ({ kind: 'make-trace', items, span }),
);
