import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays, daysFromCivil, daysInMonth } from '../../types/civil.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { floorDivide, type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';

/** A step of time: a number of nanoseconds, which pass the same on every day, or of days or months, which are those of the calendar. */
export type Step =
  | { readonly nanos: bigint; readonly days?: undefined; readonly months?: undefined }
  | { readonly days: number; readonly nanos?: undefined; readonly months?: undefined }
  | { readonly months: number; readonly nanos?: undefined; readonly days?: undefined };

/** The named units of time. */
export const units: Readonly<Record<string, Step>> = {
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

/** What a parameter that names a unit says about itself. */
export const unitParameter = "'millisecond', 'second', 'minute', 'hour', 'day', 'week', 'month', 'quarter' or 'year', in any case";

/** The unit of a name. @throws RowError for any other. */
export function unitOf(name: string): Step {
  const key = name.toLowerCase();
  if (Object.hasOwn(units, key)) return units[key]!;
  const singular = key.replace(/s$/, '');
  const help = Object.hasOwn(units, singular) ? `write '${singular}'` : `use ${Object.keys(units).join(', ')}`;
  return invalidArgument(`'${name.slice(0, 40)}' is not a unit of time: ${help}`);
}

/** Checks a literal unit when the query is compiled. */
export function checkUnit(name: string): undefined {
  unitOf(name);
}

const nanosPerSecond = 1_000_000_000n;

/** Nanoseconds of a day of 24 hours. */
export const nanosPerDay = 86_400_000_000_000n;

/** The largest multiple of the width at or below the value. */
export function floorTo(value: bigint, width: bigint): bigint {
  const rest = value % width;
  return rest < 0n ? value - rest - width : value - rest;
}

/** The step of an interval in nanoseconds: whole days are days of the calendar. @throws RowError unless it is positive. */
export function stepOfNanos(nanos: bigint): Step {
  if (nanos <= 0n) return invalidArgument('the step must be positive');
  return nanos % nanosPerDay === 0n ? { days: Number(nanos / nanosPerDay) } : { nanos };
}

/** The step of an interval in months. @throws RowError unless it is positive. */
export function stepOfMonths(months: number): Step {
  return months > 0 ? { months } : invalidArgument('the step must be positive');
}

/** A Monday; steps of whole weeks start on it. */
const firstMonday = -3;

/** The day that the step starts with in which a day lies; undefined for steps of nanoseconds. Days since 1970. */
export function floorDay(step: Step, day: number): number | undefined {
  if (step.days !== undefined) {
    const origin = step.days % 7 === 0 ? firstMonday : 0;
    return origin + Math.floor((day - origin) / step.days) * step.days;
  }
  if (step.months === undefined) return undefined;
  const { year, month } = civilFromDays(day);
  const total = Math.floor((year * 12 + month - 1) / step.months) * step.months;
  return daysFromCivil(Math.floor(total / 12), total - Math.floor(total / 12) * 12 + 1, 1);
}

/** The start of the step in which an instant lies, on the wall clock of the zone: hours start on the hour there, days at its midnight. */
export function floorInstant(step: Step, instant: bigint, zone: TimeZone): bigint {
  const local = toLocal(zone, instant);
  if (step.nanos === undefined) return toInstant(zone, joinLocal(floorDay(step, splitLocal(local).days)!, 0));
  const start = floorTo(local, step.nanos);
  // The offset of the instant is kept where it holds at the start too, so that an hour that happens twice is two steps.
  const near = instant - (local - start);
  if (toLocal(zone, near) === start) return near;
  const found = toInstant(zone, start);
  return found <= instant ? found : lastChange(instant, zone);
}

/** When the clocks of a zone were last changed, at or before an instant and less than a day before it. */
function lastChange(instant: bigint, zone: TimeZone): bigint {
  let after = Number(floorDivide(instant, nanosPerSecond));
  let before = after - 86_400;
  const offset = zone.offsetAt(after);
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (zone.offsetAt(middle) === offset) after = middle;
    else before = middle;
  }
  return BigInt(after) * nanosPerSecond;
}

/** Moves a day by months; a day past the end of the month becomes its last. */
export function addMonths(days: number, months: number): number {
  const { year, month, day } = civilFromDays(days);
  const total = year * 12 + month - 1 + months;
  const newYear = Math.floor(total / 12);
  const newMonth = total - newYear * 12 + 1;
  return daysFromCivil(newYear, newMonth, Math.min(day, daysInMonth(newYear, newMonth)));
}

/** Moves a day by days or months. */
export function shiftDay(step: Step, count: number, day: number): number {
  return step.days === undefined ? addMonths(day, count * (step.months ?? 0)) : day + count * step.days;
}

/** Moves an instant by months on the wall clock of the zone. */
export function shiftByMonths(instant: bigint, months: number, zone: TimeZone): bigint {
  const { days, nanos } = splitLocal(toLocal(zone, instant));
  return toInstant(zone, joinLocal(addMonths(days, months), nanos));
}

/**
 * Moves an instant by an interval: its whole days on the wall clock of the zone, what is left as real time. So a day later is the same time of the next
 * day, whatever the clocks do in between.
 */
export function shiftByInterval(instant: bigint, interval: bigint, zone: TimeZone): bigint {
  const rest = interval % nanosPerDay;
  const days = interval - rest;
  const moved = days === 0n ? instant : toInstant(zone, toLocal(zone, instant) + days);
  return moved + rest;
}
