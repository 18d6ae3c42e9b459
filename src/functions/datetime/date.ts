import { invalidArgument } from '../../diagnostics/row-error.ts';
import { parseDate, parseTimestamp, splitLocal } from '../../types/time-format.ts';
import { toLocal } from '../../types/time-zone.ts';
import { date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const toDate = defineScalar({
  name: 'date',
  category: 'datetime',
  summary: 'The day of a time in the session zone, or of a string.',
  parameters: { time: 'a TIMESTAMP or DATE, or a string such as 2024-12-17 or 2024-12-17T01:19:00Z' },
  examples: [
    { call: "date(timestamp '2024-12-17 23:59:00')", result: '2024-12-17' },
    { call: "date('2024-12-17')", result: '2024-12-17' },
    { call: "date('17 December')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [date], returns: date, row: (days) => days }),
    overload({
      params: [timestamp],
      returns: date,
      prepare:
        ({ timeZone }) =>
        (instant) =>
          splitLocal(toLocal(timeZone, instant)).days,
    }),
    overload({
      params: [varchar],
      returns: date,
      prepare:
        ({ timeZone }) =>
        (text) => {
          const day = parseDate(text);
          if (day !== undefined) return day;
          const instant = parseTimestamp(text, timeZone);
          return instant === undefined
            ? invalidArgument(`'${text.slice(0, 60)}' is not a date`)
            : splitLocal(toLocal(timeZone, instant)).days;
        },
    }),
  ],
});
