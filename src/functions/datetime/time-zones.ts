import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatTimestamp } from '../../types/time-format.ts';
import { findTimeZone, type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function zoneOf(name: string): TimeZone {
  return (
    findTimeZone(name) ??
    invalidArgument(`'${name.slice(0, 40)}' is not a time zone: use a name such as Europe/Berlin or an offset such as +01:00`)
  );
}

function checkZone(name: string): undefined {
  zoneOf(name);
}

const zoneParameter = 'a name such as Asia/Tokyo, UTC, or an offset such as +09:00';

export const withTimezone = defineScalar({
  name: 'with_timezone',
  category: 'datetime',
  summary: 'The instant at which clocks in a zone show what a time shows in the session zone; at_timezone is the opposite.',
  parameters: { time: 'a TIMESTAMP whose wall clock was read in another zone', zone: zoneParameter },
  examples: [
    { call: "with_timezone(timestamp '2024-12-17 09:00:00', 'Asia/Tokyo')", result: '2024-12-17 00:00:00.000' },
    { call: "with_timezone(now(), 'Mars/Base')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: timestamp,
      checks: [undefined, checkZone],
      prepare:
        ({ timeZone }) =>
        (instant, zone) =>
          toInstant(zoneOf(zone), toLocal(timeZone, instant)),
    }),
  ],
});

export const atTimezone = defineScalar({
  name: 'at_timezone',
  category: 'datetime',
  summary:
    'The TIMESTAMP that reads in the session zone as a time reads on clocks in another zone, so that date_trunc and bin group by the days there; also written time at time zone zone.',
  parameters: { time: 'a TIMESTAMP', zone: zoneParameter },
  examples: [
    { call: "at_timezone(timestamp '2024-06-01 20:00:00', 'Asia/Tokyo')", result: '2024-06-02 05:00:00.000' },
    { call: "date_trunc('day', at_timezone(timestamp '2024-06-01 20:00:00', '-03:30'))", result: '2024-06-01 00:00:00.000' },
    { call: "timestamp '2024-06-01 20:00:00' at time zone 'Asia/Tokyo'", result: '2024-06-02 05:00:00.000' },
    { call: "at_timezone(now(), 'Mars/Base')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: timestamp,
      checks: [undefined, checkZone],
      prepare:
        ({ timeZone }) =>
        (instant, zone) =>
          toInstant(timeZone, toLocal(zoneOf(zone), instant)),
    }),
  ],
});

export const formatInTimezone = defineScalar({
  name: 'format_in_timezone',
  category: 'datetime',
  summary: 'A time as a string in another zone than the session zone.',
  parameters: { time: 'a TIMESTAMP', zone: zoneParameter },
  examples: [{ call: "format_in_timezone(timestamp '2024-12-17 00:00:00', 'Asia/Tokyo')", result: "'2024-12-17 09:00:00.000'" }],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: varchar,
      checks: [undefined, checkZone],
      row: (instant, zone) => formatTimestamp(instant, zoneOf(zone)),
    }),
  ],
});

/** A part of the session zone's offset at a time. */
function offsetPart(name: string, what: string, nanos: bigint, modulo: bigint): ScalarFunction {
  return defineScalar({
    name,
    category: 'datetime',
    summary: `The ${what} of the offset that the session zone has at a time.`,
    parameters: { time: 'a TIMESTAMP' },
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
