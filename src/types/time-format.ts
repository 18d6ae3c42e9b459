import { civilFromDays, daysFromCivil, daysInMonth, isLeapYear, isoDayOfWeek, isoWeek } from './civil.ts';
import { findTimeZone, floorDivide, type TimeZone, toInstant, toLocal } from './time-zone.ts';

const nanosPerDay = 86_400_000_000_000n;

/** The parts of a wall-clock time. */
export interface ClockTime {
  /** Days since 1970-01-01. */
  readonly days: number;
  /** Nanoseconds since midnight. */
  readonly nanos: number;
}

/** Splits a wall clock in nanoseconds into day and time of day. */
export function splitLocal(local: bigint): ClockTime {
  const days = floorDivide(local, nanosPerDay);
  return { days: Number(days), nanos: Number(local - days * nanosPerDay) };
}

/** Puts day and time of day together to a wall clock in nanoseconds. */
export function joinLocal(days: number, nanos: number): bigint {
  return BigInt(days) * nanosPerDay + BigInt(nanos);
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** `2001-01-22`; years before 0 and after 9999 carry a sign. */
export function formatDate(days: number): string {
  const { year, month, day } = civilFromDays(days);
  const text = year >= 0 && year <= 9999 ? pad(year, 4) : `${year < 0 ? '-' : '+'}${pad(Math.abs(year), 4)}`;
  return `${text}-${pad(month, 2)}-${pad(day, 2)}`;
}

/** `2001-01-22 03:04:05.000` in the zone; six or nine digits of the second where they say more. */
export function formatTimestamp(instant: bigint, zone: TimeZone | string, separator = ' '): string {
  const { days, nanos } = splitLocal(toLocal(typeof zone === 'string' ? findTimeZone(zone)! : zone, instant));
  const seconds = Math.floor(nanos / 1e9);
  const fraction = nanos - seconds * 1e9;
  const digits = fraction % 1e6 === 0 ? pad(fraction / 1e6, 3) : fraction % 1e3 === 0 ? pad(fraction / 1e3, 6) : pad(fraction, 9);
  const clock = `${pad(Math.floor(seconds / 3600), 2)}:${pad(Math.floor(seconds / 60) % 60, 2)}:${pad(seconds % 60, 2)}`;
  return `${formatDate(days)}${separator}${clock}.${digits}`;
}

/** Reads `2001-01-22`; undefined where the string is not a date. */
export function parseDate(text: string): number | undefined {
  const match = /^[\s\u0000-\u0020]*([+-]?\d{1,6})-(\d{1,2})-(\d{1,2})[\s\u0000-\u0020]*$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return isDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The day of an ISO week (1 to 53, day 1 is Monday) in days since 1970; undefined where the year does not have the week. */
export function dayOfIsoWeek(year: number, week: number, dayOfWeek = 1): number | undefined {
  const fourth = daysFromCivil(year, 1, 4); // lies in week 1
  const monday = fourth - isoDayOfWeek(fourth) + 1 + (week - 1) * 7;
  return isoWeek(monday).year === year && isoWeek(monday).week === week ? monday + dayOfWeek - 1 : undefined;
}

/** The day of a year (1 to 366) in days since 1970; undefined where the year does not have it. */
export function dayOfYear(year: number, day: number): number | undefined {
  return day >= 1 && day <= (isLeapYear(year) ? 366 : 365) ? daysFromCivil(year, 1, 1) + day - 1 : undefined;
}

/**
 * Reads a date of ISO 8601: `2024-12-17`, `2024-12`, `2024`, a week date `2024-W51-3` or `2024-W51`, or an ordinal date `2024-060`; the parts
 * that are missing are the first. Undefined where the string is not one.
 */
export function parseIsoDate(source: string): number | undefined {
  const match = /^([+-]?\d{4,6})(?:-W(\d{2})(?:-([1-7]))?|-(\d{3})|-(\d{1,2})(?:-(\d{1,2}))?)?$/i.exec(source.trim());
  if (!match) return undefined;
  const [, , week, weekday, ordinal, month = '1', day = '1'] = match;
  const year = Number(match[1]);
  if (week !== undefined) return dayOfIsoWeek(year, Number(week), Number(weekday ?? 1));
  if (ordinal !== undefined) return dayOfYear(year, Number(ordinal));
  return isDate(year, Number(month), Number(day)) ? daysFromCivil(year, Number(month), Number(day)) : undefined;
}

const clockPattern = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,12}))?)?/;

/** Reads `03:04:05.678` to nanoseconds since midnight; undefined where the string is not a time of day. */
function clockNanos(source: string): number | undefined {
  const match = clockPattern.exec(source);
  if (!match || match[0].length < source.length) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return ((hour * 60 + minute) * 60 + second) * 1e9 + Number((match[4] ?? '').slice(0, 9).padEnd(9, '0'));
}

/** The instant of a day and a time of day in a zone by name, or else in the given one; undefined outside the range of TIMESTAMP. */
function instantIn(days: number, nanos: number, own: string | undefined, zone: TimeZone | string): bigint | undefined {
  const where = own ? findTimeZone(own) : typeof zone === 'string' ? findTimeZone(zone) : zone;
  const instant = where && toInstant(where, joinLocal(days, nanos));
  return instant !== undefined && BigInt.asIntN(64, instant) === instant ? instant : undefined;
}

const timestampPattern =
  /^\s*([+-]?\d{1,6}-\d{1,2}-\d{1,2})(?:[ Tt]+(\d[\d:.,]{0,30}))?(?:\s*(Z|z|[+-]\d{1,2}(?::?\d{2})?)|\s+([A-Za-z][\w+\-/]*))?\s*$/;

/**
 * Reads a time such as `2001-01-22 03:04:05.678`, `2001-01-22T03:04:05Z` or `2001-01-22 03:04 Asia/Tokyo` to
 * nanoseconds since 1970. The zone applies where the string names none. Undefined where the string is not a time in the range of TIMESTAMP.
 */
export function parseTimestamp(text: string, zone: TimeZone | string): bigint | undefined {
  const match = timestampPattern.exec(text);
  if (!match) return undefined;
  const days = parseDate(match[1]!);
  const nanos = match[2] === undefined ? 0 : clockNanos(match[2]);
  return days === undefined || nanos === undefined ? undefined : instantIn(days, nanos, match[3] ?? match[4], zone);
}

/** Reads what {@link parseTimestamp} reads, and the dates of {@link parseIsoDate} with or without a time of day after `T`. */
export function parseIsoTimestamp(text: string, zone: TimeZone | string): bigint | undefined {
  const plain = parseTimestamp(text, zone);
  if (plain !== undefined) return plain;
  const match = /^([+-]?\d{4,6}[-\dWw]{0,9})(?:[Tt](\d[\d:.,]{0,30}))?(Z|[+-]\d{1,2}(?::?\d{2})?)?$/i.exec(text.trim());
  const days = match ? parseIsoDate(match[1]!) : undefined;
  const clock = match?.[2];
  // The minutes may be missing here.
  const nanos = clock === undefined ? 0 : clockNanos(/^\d\d$/.test(clock) ? `${clock}:00` : clock);
  return days === undefined || nanos === undefined ? undefined : instantIn(days, nanos, match?.[3], zone);
}

/** Reads a time of day such as `03:04:05.321`, with a zone if there is one; nanoseconds since midnight in the session zone. */
export function parseTime(text: string, timeZone: TimeZone | 'UTC'): bigint | undefined {
  const match = /^\s*(\d{1,2}:\d{1,2}(?::\d{1,2}(?:\.\d+)?)?)\s*(\S.*)?$/.exec(text);
  if (!match) return undefined;
  const instant = parseTimestamp(`1970-01-01 ${match[1]}${match[2] ? ` ${match[2].trim()}` : ''}`, timeZone);
  if (instant === undefined) return undefined;
  return BigInt(splitLocal(timeZone === 'UTC' ? instant : toLocal(timeZone, instant)).nanos);
}

/** A time of day as text: `03:04:05.321`. */
export function formatTime(nanos: bigint): string {
  return formatTimestamp(nanos, 'UTC').slice(11);
}
