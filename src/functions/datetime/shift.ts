import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from '../../types/civil.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, date, time, timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

/** Units by their length: a number of nanoseconds, of days, or of months. */
const units: Readonly<Record<string, { readonly nanos?: bigint; readonly days?: number; readonly months?: number }>> = {
  millisecond: { nanos: 1_000_000n },
  second: { nanos: 1_000_000_000n },
  minute: { nanos: 60_000_000_000n },
  hour: { nanos: 3_600_000_000_000n },
  day: { days: 1 },
  week: { days: 7 },
  month: { months: 1 },
  quarter: { months: 3 },
  year: { months: 12 },
};

function unitOf(name: string): (typeof units)[string] {
  const key = name.toLowerCase();
  return Object.hasOwn(units, key) ? units[key]! : invalidArgument(`'${name}' is no unit: use ${Object.keys(units).join(', ')}`);
}

/** Moves a day by months; a day past the end of the month becomes its last. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const total = year * 12 + month - 1 + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** Moves an instant by months on the wall clock. */
export function shiftByMonths(instant: bigint, months: number, zone: TimeZone): bigint {
  const { days, nanos } = splitLocal(toLocal(zone, instant));
  return inBigintRange(toInstant(zone, joinLocal(addMonths(days, months), nanos)));
}

function countOf(count: bigint): number {
  return count > -1_000_000_000n && count < 1_000_000_000n ? Number(count) : invalidArgument(`${count} is too many`);
}

function shiftDays(unit: (typeof units)[string], count: bigint, days: number): number | undefined {
  if (unit.days) return days + countOf(count) * unit.days;
  return unit.months ? addMonths(days, countOf(count) * unit.months) : undefined;
}

/** Adds to an instant: clock units as real time, days and longer on the wall clock. */
function shiftInstant(unit: (typeof units)[string], count: bigint, instant: bigint, zone: TimeZone): bigint {
  if (unit.nanos) return inBigintRange(instant + count * unit.nanos);
  const { days, nanos } = splitLocal(toLocal(zone, instant));
  return inBigintRange(toInstant(zone, joinLocal(shiftDays(unit, count, days)!, nanos)));
}

/** Whole units between two instants, cut toward zero. */
function difference(unit: (typeof units)[string], from: bigint, to: bigint, zone: TimeZone): bigint {
  if (unit.nanos) return (to - from) / unit.nanos;
  const a = toLocal(zone, from);
  const b = toLocal(zone, to);
  if (unit.days) return (b - a) / (BigInt(unit.days) * 86_400_000_000_000n);
  const start = splitLocal(a);
  const end = splitLocal(b);
  const first = civilFromDays(start.days);
  const last = civilFromDays(end.days);
  let months = (last.year - first.year) * 12 + last.month - first.month;
  const reached = joinLocal(addMonths(start.days, months), start.nanos);
  if (months > 0 && reached > b) months--;
  if (months < 0 && reached < b) months++;
  return BigInt(Math.trunc(months / unit.months!));
}

export const dateAdd = defineScalar({
  name: 'date_add',
  category: 'datetime',
  summary: 'Moves a time by a number of units (millisecond to year); a day past the end of a month becomes its last.',
  parameters: ['unit', 'count', 'time'],
  examples: [
    { call: "date_add('month', 1, date '2024-01-31')", result: '2024-02-29' },
    { call: "date_add('hour', -2, timestamp '2024-01-01 01:00:00')", result: '2023-12-31 23:00:00.000' },
  ],
  overloads: [
    overload({
      params: [varchar, bigint, timestamp],
      returns: timestamp,
      prepare:
        ({ timeZone }) =>
        (unit, count, time) =>
          shiftInstant(unitOf(unit), count, time, timeZone),
    }),
    overload({
      params: [varchar, bigint, date],
      returns: date,
      row: (unit, count, days) => shiftDays(unitOf(unit), count, days) ?? invalidArgument(`a date cannot be moved by '${unit}'`),
    }),
    overload({
      params: [varchar, bigint, time],
      returns: time,
      row(unit, count, clock) {
        const { nanos } = unitOf(unit);
        if (nanos === undefined) return invalidArgument(`a time of day cannot be moved by '${unit}'`);
        const day = 86_400_000_000_000n;
        return (((clock + count * nanos) % day) + day) % day;
      },
    }),
  ],
});

export const dateDiff = defineScalar({
  name: 'date_diff',
  category: 'datetime',
  summary: 'The number of whole units from the first time to the second.',
  parameters: ['unit', 'from', 'to'],
  examples: [
    { call: "date_diff('day', date '2024-02-28', date '2024-03-01')", result: '2' },
    { call: "date_diff('hour', timestamp '2024-01-01 12:00:00', timestamp '2024-01-01 10:30:00')", result: '-1' },
  ],
  overloads: [
    overload({
      params: [varchar, timestamp, timestamp],
      returns: bigint,
      prepare:
        ({ timeZone }) =>
        (unit, from, to) =>
          difference(unitOf(unit), from, to, timeZone),
    }),
    overload({
      params: [varchar, date, date],
      returns: bigint,
      prepare() {
        const utc: TimeZone = { name: 'UTC', offsetAt: () => 0 };
        return (unit, from, to) => {
          const known = unitOf(unit);
          if (known.nanos) invalidArgument(`dates have no '${unit}'`);
          return difference(known, joinLocal(from, 0), joinLocal(to, 0), utc);
        };
      },
    }),
  ],
});
