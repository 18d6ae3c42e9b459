import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatDate, formatTimestamp, parseIsoDate, parseIsoTimestamp } from '../../types/time-format.ts';
import { date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const toIso8601 = defineScalar({
  name: 'to_iso8601',
  category: 'datetime',
  summary: 'A time in the form 2024-12-17T01:19:00.000 in the session zone, a date in the form 2024-12-17.',
  parameters: { time: 'a TIMESTAMP or DATE' },
  examples: [
    { call: "to_iso8601(timestamp '2024-12-17 01:19:00')", result: "'2024-12-17T01:19:00.000'" },
    { call: "to_iso8601(date '2024-12-17')", result: "'2024-12-17'" },
  ],
  overloads: [
    overload({
      params: [timestamp],
      returns: varchar,
      prepare:
        ({ timeZone }) =>
        (instant) =>
          formatTimestamp(instant, timeZone, 'T'),
    }),
    overload({ params: [date], returns: varchar, row: formatDate }),
  ],
});

export const fromIso8601Timestamp = defineScalar({
  name: 'from_iso8601_timestamp',
  category: 'datetime',
  summary: 'Reads a time such as 2024-12-17T01:19:00Z; the session zone applies where the string names none.',
  parameters: {
    string: 'a calendar, week or ordinal date as from_iso8601_date reads them, then T or a blank and a time of day with or without a zone',
  },
  examples: [
    { call: "from_iso8601_timestamp('2024-12-17T01:19:00+01:00')", result: '2024-12-17 00:19:00.000' },
    { call: "from_iso8601_timestamp('2024-W51-2T01:19Z')", result: '2024-12-17 01:19:00.000' },
    { call: "from_iso8601_timestamp('yesterday')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (text) =>
          parseIsoTimestamp(text, timeZone) ?? invalidArgument(`'${text.slice(0, 60)}' is not an ISO 8601 time in the range of TIMESTAMP`),
    }),
  ],
});

export const fromIso8601Date = defineScalar({
  name: 'from_iso8601_date',
  category: 'datetime',
  summary: 'Reads a date of ISO 8601: of the calendar, of a week, or of the day of the year.',
  parameters: { string: 'such as 2024-12-17, 2024-12, 2024, 2024-W51-3, 2024-W51 or 2024-060; what is missing is the first' },
  examples: [
    { call: "from_iso8601_date('2024-12-17')", result: '2024-12-17' },
    { call: "from_iso8601_date('2024-W51')", result: '2024-12-16' },
    { call: "from_iso8601_date('2024-060')", result: '2024-02-29' },
    { call: "from_iso8601_date('2024-13-01')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: date,
      row: (text) => parseIsoDate(text) ?? invalidArgument(`'${text.slice(0, 60)}' is not an ISO 8601 date`),
    }),
  ],
});
