import { divisionByZero, invalidArgument, outOfRange } from '../../diagnostics/row-error.ts';
import { bigint, date, double, intervalDay, intervalMonth, time, timestamp } from '../../types/type-descriptor.ts';
import { addMonths, nanosPerDay, shiftByInterval, shiftByMonths } from '../datetime/calendar.ts';
import { type Overload, overload } from '../declaration.ts';

/** A time of day, which goes around at midnight. */
const onClock = (nanos: bigint): bigint => ((nanos % nanosPerDay) + nanosPerDay) % nanosPerDay;

function shiftDate(days: number, nanos: bigint): number {
  return nanos % nanosPerDay === 0n ? days + Number(nanos / nanosPerDay) : invalidArgument('a date cannot be moved by parts of a day');
}

function scaled(nanos: bigint, factor: number): bigint {
  const product = Number(nanos) * factor;
  return Number.isFinite(product) ? BigInt(Math.round(product)) : outOfRange('the interval is too long');
}

function daysBetween(a: number, b: number): bigint {
  const fits = Math.abs(a - b) <= 106_751;
  return fits
    ? BigInt(a - b) * nanosPerDay
    : outOfRange(`${a - b} days are longer than an interval, 106751 days: write date_diff('day', …)`);
}

/** Times moved by intervals; `sign` is -1 for differences. */
function moved(sign: 1 | -1): Overload[] {
  return [
    overload({ params: [time, intervalDay], returns: time, row: (clock, nanos) => onClock(clock + BigInt(sign) * nanos) }),
    overload({ params: [time, intervalMonth], returns: time, row: (clock) => clock }),
    overload({
      params: [timestamp, intervalDay],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (instant, nanos) =>
          shiftByInterval(instant, BigInt(sign) * nanos, timeZone),
    }),
    overload({
      params: [timestamp, intervalMonth],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (instant, months) =>
          shiftByMonths(instant, sign * months, timeZone),
    }),
    overload({ params: [date, intervalDay], returns: date, row: (days, nanos) => shiftDate(days, BigInt(sign) * nanos) }),
    overload({ params: [date, intervalMonth], returns: date, row: (days, months) => addMonths(days, sign * months) }),
    overload({ params: [intervalDay, intervalDay], returns: intervalDay, row: (a, b) => a + BigInt(sign) * b }),
    overload({ params: [intervalMonth, intervalMonth], returns: intervalMonth, row: (a, b) => a + sign * b }),
  ];
}

export const additions: readonly Overload[] = [
  ...moved(1),
  overload({
    params: [intervalDay, timestamp],
    returns: timestamp,
    prepare:
      ({ timeZone }) =>
      (nanos, instant) =>
        shiftByInterval(instant, nanos, timeZone),
  }),
  overload({
    params: [intervalMonth, timestamp],
    returns: timestamp,
    prepare:
      ({ timeZone }) =>
      (months, instant) =>
        shiftByMonths(instant, months, timeZone),
  }),
  overload({ params: [intervalDay, time], returns: time, row: (nanos, clock) => onClock(clock + nanos) }),
  overload({ params: [intervalMonth, time], returns: time, row: (_, clock) => clock }),
  overload({ params: [intervalDay, date], returns: date, row: (nanos, days) => shiftDate(days, nanos) }),
  overload({ params: [intervalMonth, date], returns: date, row: (months, days) => addMonths(days, months) }),
];

export const subtractions: readonly Overload[] = [
  ...moved(-1),
  overload({ params: [timestamp, timestamp], returns: intervalDay, row: (a, b) => a - b }),
  overload({ params: [date, date], returns: intervalDay, row: daysBetween }),
];

export const products: readonly Overload[] = [
  overload({ params: [intervalDay, bigint], returns: intervalDay, row: (nanos, factor) => nanos * factor }),
  overload({ params: [bigint, intervalDay], returns: intervalDay, row: (factor, nanos) => nanos * factor }),
  overload({ params: [intervalDay, double], returns: intervalDay, row: scaled }),
  overload({ params: [double, intervalDay], returns: intervalDay, row: (factor, nanos) => scaled(nanos, factor) }),
  overload({ params: [intervalMonth, double], returns: intervalMonth, row: (months, factor) => Math.trunc(months * factor) }),
  overload({ params: [double, intervalMonth], returns: intervalMonth, row: (factor, months) => Math.trunc(months * factor) }),
];

export const quotients: readonly Overload[] = [
  overload({
    params: [intervalDay, double],
    returns: intervalDay,
    row: (nanos, by) => (by === 0 ? divisionByZero() : scaled(nanos, 1 / by)),
  }),
  overload({
    params: [intervalMonth, double],
    returns: intervalMonth,
    row: (months, by) => (by === 0 ? divisionByZero() : Math.trunc(months / by)),
  }),
];

export const negations: readonly Overload[] = [
  overload({ params: [intervalDay], returns: intervalDay, row: (nanos) => -nanos }),
  overload({ params: [intervalMonth], returns: intervalMonth, row: (months) => -months }),
];
