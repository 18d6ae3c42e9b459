import { assignmentsCommand } from './assignments-command.ts';

export const makeTrace = assignmentsCommand(
  'make-trace',
  'makeTrace',
  'make-trace traceId=<column>, spanId=<column>, parentSpanId=<column>, statusCode=<column>, startTime=<column>, endTime=<column>',
  'One row for each trace, whose column traceRow holds traceId and spanList: its spans in the order of their start.',
  (items, span) => ({ kind: 'make-trace', items, span }),
);
