import { civilFromDays, daysFromCivil, daysInMonth } from './civil.ts';
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

/** Reads `2001-01-22`; undefined where the text is no date. */
export function parseDate(text: string): number | undefined {
  const match = /^[\s\u0000-\u0020]*([+-]?\d{1,6})-(\d{1,2})-(\d{1,2})[\s\u0000-\u0020]*$/.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return isDate(year, month, day) ? daysFromCivil(year, month, day) : undefined;
}

function isDate(year: number, month: number, day: number): boolean {
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

const timestampPattern =
  /^\s*([+-]?\d{1,6})-(\d{1,2})-(\d{1,2})(?:[ Tt]+(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,](\d{1,12}))?)?)?(?:\s*(Z|z|[+-]\d{1,2}(?::?\d{2})?)|\s+([A-Za-z][\w+\-/]*))?\s*$/;

/**
 * Reads a time such as `2001-01-22 03:04:05.678`, `2001-01-22T03:04:05Z` or `2001-01-22 03:04 Asia/Tokyo` to
 * nanoseconds since 1970. The zone applies where the text names none. Undefined where the text is no time.
 */
export function parseTimestamp(text: string, zone: TimeZone | string): bigint | undefined {
  const match = timestampPattern.exec(text);
  if (!match) return undefined;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  const [hour, minute, second] = [Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0)];
  if (!isDate(year, month, day) || hour > 23 || minute > 59 || second > 59) return undefined;
  const own = match[8] ?? match[9];
  const where = own ? findTimeZone(own) : typeof zone === 'string' ? findTimeZone(zone) : zone;
  if (!where) return undefined;
  const fraction = Number((match[7] ?? '').slice(0, 9).padEnd(9, '0'));
  const local = joinLocal(daysFromCivil(year, month, day), ((hour * 60 + minute) * 60 + second) * 1e9 + fraction);
  const instant = toInstant(where, local);
  return BigInt.asIntN(64, instant) === instant ? instant : undefined;
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
