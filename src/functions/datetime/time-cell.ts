import { bigint, intervalDay, intervalMonth, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { floorTo, stepOfMonths, stepOfNanos } from './calendar.ts';
import { positive } from './date-trunc.ts';
import { floorFrom } from './series-cells.ts';

export const timeCell = defineScalar({
  name: 'time_cell',
  category: 'datetime',
  summary:
    'The start of the cell of an axis that a time or a number falls into: the largest origin + k · width at or below it. Widths of whole days, months and years are those of the calendar in the session zone.',
  parameters: {
    width: { description: 'the width of a cell, above 0: an interval, or a number', unit: 'that of the time; nanoseconds for a TIMESTAMP' },
    origin: { description: 'where one of the cells starts', unit: 'that of the time; nanoseconds since 1970 for a TIMESTAMP' },
    time: 'the time, or any whole number',
  },
  examples: [
    { call: 'time_cell(60, 10, 125)', result: '70' },
    {
      call: "time_cell(interval '1' month, timestamp '2024-01-31 12:00:00', timestamp '2024-03-01 00:00:00')",
      result: '2024-02-29 12:00:00.000',
    },
    { call: 'time_cell(0, 10, 125)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint, bigint],
      returns: bigint,
      row: (width, origin, time) => origin + floorTo(time - origin, positive(width)),
    }),
    overload({
      params: [bigint, bigint, timestamp],
      returns: timestamp,
      row: (width, origin, time) => origin + floorTo(time - origin, positive(width)),
    }),
    overload({
      params: [intervalDay, timestamp, timestamp],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (width, origin, time) =>
          floorFrom(stepOfNanos(width), origin, time, timeZone),
    }),
    overload({
      params: [intervalMonth, timestamp, timestamp],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (width, origin, time) =>
          floorFrom(stepOfMonths(width), origin, time, timeZone),
    }),
  ],
});
