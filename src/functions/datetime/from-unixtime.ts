import { invalidArgument, outOfRange } from '../../diagnostics/row-error.ts';
import { timestampRange } from '../../types/cell-range.ts';
import { findTimeZone } from '../../types/time-zone.ts';
import { bigint, double, timestamp, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, defineScalar, overload } from '../declaration.ts';
import { unitHint } from './epoch-unit.ts';

/** The most seconds that int64 nanoseconds hold. */
const most = 9_223_372_036n;

function inSecondRange(seconds: bigint): bigint {
  const size = seconds < 0n ? -seconds : seconds;
  if (size <= most) return seconds;
  const shown = size < 10n ** 20n ? `${seconds} seconds since 1970 are` : 'the time is';
  return outOfRange(`${shown} not in the range of TIMESTAMP, ${timestampRange}${unitHint(size)}`);
}

/** Nanoseconds of seconds with a fraction, rounded to microseconds where a double holds no more. */
export function instantOf(seconds: number): bigint {
  if (!Number.isFinite(seconds)) return invalidArgument('the seconds are not finite');
  const whole = inSecondRange(BigInt(Math.floor(seconds)));
  return whole * 1_000_000_000n + BigInt(Math.round((seconds - Number(whole)) * 1e6)) * 1_000n;
}

/** A zone changes nothing about an instant, which is what its author hardly expects. */
function checkZone(zone: string): ArgumentHint | undefined {
  if (!findTimeZone(zone)) invalidArgument(`'${zone}' is not a time zone`);
  return {
    message: 'the zone changes nothing: a TIMESTAMP is an instant, shown in the session zone',
    help: `at_timezone(from_unixtime(…), '${zone}') shows what clocks there show`,
  };
}

export const fromUnixtime = defineScalar({
  name: 'from_unixtime',
  category: 'datetime',
  summary: 'The time of a number of seconds since 1970. It is an instant whatever zone or offset is named, and shown in the session zone.',
  parameters: {
    seconds: { description: 'seconds since 1970 in UTC, kept to the microsecond', unit: 'seconds' },
    'zone?': {
      description: 'the name of a zone, or the hours of an offset; it must exist and changes nothing',
      unit: 'hours, where it is a number',
    },
    'minutes?': { description: 'the minutes of the offset, in addition to its hours', unit: 'minutes' },
  },
  examples: [
    { call: 'from_unixtime(1734398340)', result: '2024-12-17 01:19:00.000' },
    { call: 'from_unixtime(1734398340.5)', result: '2024-12-17 01:19:00.500' },
    { call: 'from_unixtime(1734398340123)', error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [bigint], returns: timestamp, row: (seconds) => inSecondRange(seconds) * 1_000_000_000n }),
    overload({ params: [double], returns: timestamp, row: instantOf }),
    overload({
      params: [double, varchar],
      returns: timestamp,
      checks: [undefined, checkZone],
      row: (seconds, zone) => (findTimeZone(zone) ? instantOf(seconds) : invalidArgument(`'${zone}' is not a time zone`)),
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

export const toUnixtime = defineScalar({
  name: 'to_unixtime',
  category: 'datetime',
  summary: 'The seconds since 1970 of a time, with their fraction.',
  parameters: { time: 'a TIMESTAMP' },
  examples: [{ call: "to_unixtime(timestamp '2024-12-17 01:19:00.500')", result: '1.7343983405E9' }],
  overloads: [
    overload({
      params: [timestamp],
      returns: double,
      row: (instant) => Number(instant / 1_000_000_000n) + Number(instant % 1_000_000_000n) / 1e9,
    }),
  ],
});
