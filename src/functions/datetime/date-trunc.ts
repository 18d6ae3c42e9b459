import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays, daysFromCivil, isoDayOfWeek } from '../../types/civil.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, date, double, timestamp, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

/** The largest multiple of the width at or below the value. */
function floorTo(value: bigint, width: bigint): bigint {
  const rest = value % width;
  return rest < 0n ? value - rest - width : value - rest;
}

/** The 32-bit words of 64-bit integers, the low word first. */
function wordsOf(values: BigInt64Array): Int32Array {
  return new Int32Array(values.buffer, values.byteOffset, values.length * 2);
}

function positive(width: bigint): bigint {
  return width > 0n ? width : invalidArgument('the width must be positive');
}

/** The first day of the unit a day lies in; undefined for units shorter than a day. */
export function truncateDays(unit: string, days: number): number | undefined {
  const { year, month } = civilFromDays(days);
  switch (unit) {
    case 'day':
      return days;
    case 'week':
      return days - isoDayOfWeek(days) + 1;
    case 'month':
      return daysFromCivil(year, month, 1);
    case 'quarter':
      return daysFromCivil(year, month - ((month - 1) % 3), 1);
    case 'year':
      return daysFromCivil(year, 1, 1);
    default:
      return undefined;
  }
}

const clockUnits: Readonly<Record<string, bigint>> = {
  millisecond: 1_000_000n,
  second: 1_000_000_000n,
  minute: 60_000_000_000n,
  hour: 3_600_000_000_000n,
};

function truncateInstant(unit: string, instant: bigint, zone: TimeZone): bigint {
  const local = toLocal(zone, instant);
  const width = Object.hasOwn(clockUnits, unit) ? clockUnits[unit] : undefined;
  // The offset of the instant is kept, so that an hour that happens twice keeps its half.
  if (width) return instant - (local - floorTo(local, width));
  const days = truncateDays(unit, splitLocal(local).days);
  return days === undefined
    ? invalidArgument(`'${unit}' is no unit: use millisecond, second, minute, hour, day, week, month, quarter or year`)
    : toInstant(zone, joinLocal(days, 0));
}

const perSecond = 1_000_000_000n;

export const dateTrunc = defineScalar({
  name: 'date_trunc',
  category: 'datetime',
  summary:
    'Rounds a time down to a unit (second to year, weeks start on Monday), or a number of seconds down to a multiple of a width in seconds.',
  parameters: ['unit', 'time'],
  examples: [
    { call: 'date_trunc(60, 125)', result: '120' },
    { call: 'date_trunc(60, -125)', result: '-180' },
    { call: "date_trunc('week', timestamp '2021-01-12 03:04:05')", result: '2021-01-11 00:00:00.000' },
    { call: "date_trunc('hour', 7199)", result: '3600' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: bigint,
      row: (width, time) => floorTo(time, positive(width)),
      batch(out, defer, width, time) {
        // One width for the batch, as always in practice. Times below 2^52 are taken as doubles from their two words,
        // which is several times faster than BigInt arithmetic; nearly sorted times stay in a bucket without a division.
        const w = Number(width[0] ?? 1n);
        const times = wordsOf(time);
        const widths = wordsOf(width);
        const results = wordsOf(out);
        const usual = w > 0 && w < 2 ** 31;
        let low = 1;
        let high = 0;
        let lowWord = 0;
        let highWord = 0;
        for (let i = 0, k = 0; i < out.length; i++, k += 2) {
          const top = times[k + 1]!;
          if (!usual || widths[k] !== w || widths[k + 1] !== 0 || top >= 0x100000 || top < -0x100000) {
            defer(i);
            continue;
          }
          const t = top * 4294967296 + (times[k]! >>> 0);
          if (t < low || t >= high) {
            low = Math.floor(t / w) * w;
            high = low + w;
            highWord = Math.floor(low / 4294967296);
            lowWord = low - highWord * 4294967296;
          }
          results[k] = lowWord;
          results[k + 1] = highWord;
        }
      },
    }),
    overload({
      params: [varchar, timestamp],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (unit, time) =>
          truncateInstant(unit.toLowerCase(), time, timeZone),
    }),
    overload({
      params: [varchar, date],
      returns: date,
      row: (unit, day) =>
        truncateDays(unit.toLowerCase(), day) ?? invalidArgument(`'${unit}' is no unit of a date: use day, week, month, quarter or year`),
    }),
    overload({
      params: [varchar, bigint],
      returns: bigint,
      prepare:
        ({ timeZone }: CallSite) =>
        (unit, seconds) =>
          truncateInstant(unit.toLowerCase(), inBigintRange(seconds * perSecond), timeZone) / perSecond,
    }),
  ],
});

export const timeCell = defineScalar({
  name: 'time_cell',
  category: 'datetime',
  summary: 'The start of the cell of an even axis that a number falls into: the largest origin + k · width at or below it.',
  parameters: ['width', 'origin', 'time'],
  examples: [{ call: 'time_cell(60, 10, 125)', result: '70' }],
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
  ],
});

export const secondToNano = defineScalar({
  name: 'second_to_nano',
  category: 'datetime',
  summary: 'Nanoseconds of a number of seconds.',
  parameters: ['seconds'],
  examples: [
    { call: 'second_to_nano(1734398340)', result: '1734398340000000000' },
    { call: 'second_to_nano(1.5)', result: '1500000000' },
  ],
  overloads: [
    overload({
      params: [bigint],
      returns: bigint,
      row: (seconds) => inBigintRange(seconds * perSecond),
      batch(out, defer, seconds) {
        // Neighbours are often equal: their product is copied word by word, without BigInt arithmetic.
        const given = wordsOf(seconds);
        const results = wordsOf(out);
        let overflows = false;
        for (let i = 0, k = 0; i < out.length; i++, k += 2) {
          if (i > 0 && given[k] === given[k - 2] && given[k + 1] === given[k - 1]) {
            results[k] = results[k - 2]!;
            results[k + 1] = results[k - 1]!;
          } else {
            const s = seconds[i]!;
            out[i] = BigInt.asIntN(64, s * 1000000000n);
            overflows = s > 9223372036n || s < -9223372036n;
          }
          if (overflows) defer(i);
        }
      },
    }),
    overload({
      params: [double],
      returns: bigint,
      row: (seconds) =>
        Number.isFinite(seconds * 1e9) ? BigInt(Math.round(seconds * 1e9)) : invalidArgument('the seconds are not finite, or too many'),
    }),
  ],
});
