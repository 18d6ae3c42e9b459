import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatTimestamp, parseTimestamp, splitLocal } from '../../types/time-format.ts';
import { findTimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, date, double, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

/** Nanoseconds of seconds with a fraction, rounded to microseconds where a double holds no more. */
function instantOf(seconds: number): bigint {
  if (!Number.isFinite(seconds)) return invalidArgument('the seconds are not finite');
  const whole = Math.floor(seconds);
  return inBigintRange(BigInt(whole) * 1_000_000_000n + BigInt(Math.round((seconds - whole) * 1e6)) * 1_000n);
}

export const fromUnixtime = defineScalar({
  name: 'from_unixtime',
  category: 'datetime',
  summary:
    'The time of a number of seconds since 1970. A zone, or hours and minutes of an offset, may be named; a time is an instant all the same.',
  parameters: ['seconds', 'zone?', 'minutes?'],
  examples: [{ call: 'from_unixtime(1734398340)', result: '2024-12-17 01:19:00.000' }],
  overloads: [
    overload({ params: [bigint], returns: timestamp, row: (seconds) => inBigintRange(seconds * 1_000_000_000n) }),
    overload({ params: [double], returns: timestamp, row: instantOf }),
    // A TIMESTAMP is an instant, whatever zone is named; it is shown in the session zone.
    overload({
      params: [double, varchar],
      returns: timestamp,
      row: (seconds, zone) => (findTimeZone(zone) ? instantOf(seconds) : invalidArgument(`'${zone}' is no time zone`)),
    }),
    overload({
      params: [double, bigint, bigint],
      returns: timestamp,
      row(seconds, hours, minutes) {
        const offset = hours * 60n + minutes;
        return offset >= -840n && offset <= 840n ? instantOf(seconds) : invalidArgument('an offset is at most 14 hours');
      },
    }),
  ],
});

export const withTimezone = defineScalar({
  name: 'with_timezone',
  category: 'datetime',
  summary: 'The instant at which clocks in a zone show what a time shows in the session zone.',
  parameters: ['time', 'zone'],
  examples: [{ call: "with_timezone(timestamp '2024-12-17 09:00:00', 'Asia/Tokyo')", result: '2024-12-17 00:00:00.000' }],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (instant, zone) =>
          toInstant(findTimeZone(zone) ?? invalidArgument(`'${zone}' is no time zone`), toLocal(timeZone, instant)),
    }),
  ],
});

/** A part of the session zone's offset at a time. */
function offsetPart(name: string, what: string, nanos: bigint, modulo: bigint): ScalarFunction {
  return defineScalar({
    name,
    category: 'datetime',
    summary: `The ${what} of the offset that the session zone has at a time.`,
    parameters: ['time'],
    examples: [{ call: `${name}(timestamp '2024-12-17 00:00:00')`, result: '0' }],
    overloads: [
      overload({
        params: [timestamp],
        returns: bigint,
        prepare:
          ({ timeZone }) =>
          (instant) =>
            ((toLocal(timeZone, instant) - instant) / nanos) % modulo,
      }),
    ],
  });
}

export const timezoneHour = offsetPart('timezone_hour', 'hours', 3_600_000_000_000n, 100n);
export const timezoneMinute = offsetPart('timezone_minute', 'minutes', 60_000_000_000n, 60n);

export const toUnixtime = defineScalar({
  name: 'to_unixtime',
  category: 'datetime',
  summary: 'Seconds since 1970, with the fraction, of a time.',
  parameters: ['time'],
  examples: [{ call: "to_unixtime(timestamp '2024-12-17 01:19:00.500')", result: '1.7343983405E9' }],
  overloads: [
    overload({
      params: [timestamp],
      returns: double,
      row: (instant) => Number(instant / 1_000_000_000n) + Number(instant % 1_000_000_000n) / 1e9,
    }),
  ],
});

export const toIso8601 = defineScalar({
  name: 'to_iso8601',
  category: 'datetime',
  summary: 'A time in the form 2024-12-17T01:19:00.000, a date in the form 2024-12-17.',
  parameters: ['time'],
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
    overload({
      params: [date],
      returns: varchar,
      row: (days) => formatTimestamp(BigInt(days) * 86_400_000_000_000n, 'UTC').slice(0, 10),
    }),
  ],
});

export const fromIso8601Timestamp = defineScalar({
  name: 'from_iso8601_timestamp',
  category: 'datetime',
  summary: 'Reads a time such as 2024-12-17T01:19:00Z; the session zone applies where the text names none.',
  parameters: ['text'],
  examples: [{ call: "from_iso8601_timestamp('2024-12-17T01:19:00+01:00')", result: '2024-12-17 00:19:00.000' }],
  overloads: [
    overload({
      params: [varchar],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (text) =>
          parseTimestamp(text, timeZone) ?? invalidArgument(`'${text}' is no ISO 8601 time`),
    }),
  ],
});

export const toDate = defineScalar({
  name: 'date',
  category: 'datetime',
  summary: 'The day of a time or of a text.',
  parameters: ['time'],
  examples: [
    { call: "date(timestamp '2024-12-17 23:59:00')", result: '2024-12-17' },
    { call: "date('2024-12-17')", result: '2024-12-17' },
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
          const instant = parseTimestamp(text, timeZone);
          return instant === undefined ? invalidArgument(`'${text}' is no date`) : splitLocal(toLocal(timeZone, instant)).days;
        },
    }),
  ],
});

export const atTimezone = defineScalar({
  name: 'format_in_timezone',
  category: 'datetime',
  summary: 'A time as text in another zone than the session zone.',
  parameters: ['time', 'zone'],
  examples: [{ call: "format_in_timezone(timestamp '2024-12-17 00:00:00', 'Asia/Tokyo')", result: "'2024-12-17 09:00:00.000'" }],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: varchar,
      row: (instant, zone) => formatTimestamp(instant, findTimeZone(zone) ?? invalidArgument(`'${zone}' is no time zone`)),
    }),
  ],
});
