import { daysFromCivil, daysInMonth } from '../types/civil.ts';
import type { DataType } from '../types/data-type.ts';
import { parseTimestamp } from '../types/time-format.ts';
import { floorDivide, type TimeZone, toInstant } from '../types/time-zone.ts';

const billion = 1_000_000_000n;

const twoDigits = (text: string, at: number): number => {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
};

/** Reads an ISO 8601 date-time to nanoseconds since 1970; undefined where the text is not one or no TIMESTAMP holds it. */
export function parseInstant(text: string, zone: TimeZone): bigint | undefined {
  // The common layout, without a regular expression; anything else goes the long way.
  const separator = text.charCodeAt(10);
  if (text.length < 19 || text.charCodeAt(4) !== 45 || text.charCodeAt(7) !== 45 || (separator !== 84 && separator !== 32))
    return parseTimestamp(text, zone);
  const century = twoDigits(text, 0);
  const years = twoDigits(text, 2);
  const month = twoDigits(text, 5);
  const day = twoDigits(text, 8);
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  const year = century * 100 + years;
  if (century < 17 || century > 22 || years < 0 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return parseTimestamp(text, zone);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return parseTimestamp(text, zone);
  let at = 19;
  let fraction = 0;
  if (text.charCodeAt(at) === 46) {
    let scale = 100_000_000;
    for (at++; scale >= 1; at++, scale /= 10) {
      const digit = text.charCodeAt(at) - 48;
      if (!(digit >= 0 && digit <= 9)) break;
      fraction += digit * scale;
    }
    if (at === 20) return undefined;
  }
  const seconds = daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  const local = BigInt(seconds) * billion + BigInt(Math.trunc(fraction));
  const inRange = (instant: bigint): bigint | undefined => (BigInt.asIntN(64, instant) === instant ? instant : undefined);
  if (at === text.length) return inRange(toInstant(zone, local));
  if (at === text.length - 1 && text.charCodeAt(at) === 90) return inRange(local);
  return parseTimestamp(text, zone);
}

/** Nanoseconds since 1970 of an epoch number in seconds, milliseconds, microseconds or nanoseconds: its size tells which. */
export function epochNanos(value: number | bigint | string): bigint | undefined {
  const match = /^(\d{1,19})(?:\.(\d+))?$/.exec(String(value));
  if (!match) return undefined;
  const whole = BigInt(match[1]!);
  // 1973 to 5138 in seconds, and the same years in the smaller units.
  const digits =
    whole < 100_000_000n ? -1 : whole < 100_000_000_000n ? 9 : whole < 100_000_000_000_000n ? 6 : whole < 100_000_000_000_000_000n ? 3 : 0;
  if (digits < 0) return undefined;
  const nanos = whole * 10n ** BigInt(digits) + BigInt((match[2] ?? '').slice(0, digits).padEnd(digits, '0') || '0');
  return BigInt.asIntN(64, nanos) === nanos ? nanos : undefined;
}

/** The names under which logs keep the time of a line, best first. */
export const timeNames: readonly string[] = [
  '@timestamp',
  'timestamp',
  'time',
  'ts',
  'eventTime',
  'date',
  'datetime',
  'asctime',
  '@t',
  '__REALTIME_TIMESTAMP',
  'lastTimestamp',
  'firstTimestamp',
  't',
];

/** Reads the time in a cell of a column of one of the {@link timeNames}. */
export function instantReader(type: DataType, zone: TimeZone): ((value: unknown) => bigint | undefined) | undefined {
  switch (type.kind) {
    case 'timestamp':
      return (value) => value as bigint; // cells of a TIMESTAMP are bigints
    case 'bigint':
    case 'double':
      return (value) => epochNanos(value as number | bigint); // cells of these types
    case 'varchar':
      return (value) => parseInstant(value as string, zone) ?? epochNanos(value as string); // cells of VARCHAR are strings
    case 'json':
      // `{"$date": …}` is how MongoDB writes a time.
      return (value) => {
        const date = /^\{"\$date":"([^"]+)"\}$/.exec(value as string); // cells of JSON are texts
        return date ? parseInstant(date[1]!, zone) : undefined;
      };
    default:
      return undefined;
  }
}

/** Nanoseconds since 1970 as whole seconds and the nanoseconds after them. */
export function splitSeconds(instant: bigint): { readonly seconds: bigint; readonly nanos: bigint } {
  const seconds = floorDivide(instant, billion);
  return { seconds, nanos: instant - seconds * billion };
}
