import { invalidArgument } from '../../diagnostics/row-error.ts';
import { floorDivide } from '../../types/time-zone.ts';
import { bigint, date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { wordsOf } from '../../vectors/words.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkUnit, floorDay, floorInstant, floorTo, unitOf, unitParameter } from './calendar.ts';

const perSecond = 1_000_000_000n;

/** A width of a cell. @throws RowError unless it is positive. */
export function positive(width: bigint): bigint {
  return width > 0n ? width : invalidArgument('the width must be positive');
}

/** Checks a literal width when the query is compiled. */
export function checkWidth(width: bigint): undefined {
  positive(width);
}

export const dateTrunc = defineScalar({
  name: 'date_trunc',
  category: 'datetime',
  summary:
    'Rounds a time down to a unit in the session zone (weeks start on Monday), or a number of Unix seconds down to a multiple of a width in seconds.',
  parameters: {
    unit: { description: `${unitParameter}; or the width of a cell`, unit: 'seconds, where it is a number' },
    time: { description: 'a TIMESTAMP or DATE, or a number of seconds since 1970', unit: 'seconds, where it is a number' },
  },
  examples: [
    { call: 'date_trunc(60, 125)', result: '120' },
    { call: 'date_trunc(60, -125)', result: '-180' },
    { call: "date_trunc('week', timestamp '2021-01-12 03:04:05')", result: '2021-01-11 00:00:00.000' },
    { call: "date_trunc('hour', 7199)", result: '3600' },
    { call: "date_trunc('fortnight', timestamp '2021-01-12 03:04:05')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint],
      returns: bigint,
      checks: [checkWidth],
      row: (width, time) => floorTo(time, positive(width)),
      batch(out, defer, width, time) {
        // One width per batch, as always in practice. Times below 2^52 are taken as doubles from their two words, which is
        // several times faster than BigInt arithmetic; nearly sorted times stay in a cell without a division.
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
      checks: [checkUnit],
      prepare:
        ({ timeZone }) =>
        (unit, time) =>
          floorInstant(unitOf(unit), time, timeZone),
    }),
    overload({
      params: [varchar, date],
      returns: date,
      checks: [checkUnit],
      row: (unit, day) => floorDay(unitOf(unit), day) ?? invalidArgument(`a DATE has no '${unit}': use day, week, month, quarter or year`),
    }),
    overload({
      params: [varchar, bigint],
      returns: bigint,
      checks: [checkUnit],
      prepare:
        ({ timeZone }) =>
        (unit, seconds) =>
          floorDivide(floorInstant(unitOf(unit), seconds * perSecond, timeZone), perSecond),
    }),
  ],
});
