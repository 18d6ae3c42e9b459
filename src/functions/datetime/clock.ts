import { civilFromDays } from '../../types/civil.ts';
import { splitLocal } from '../../types/time-format.ts';

export const monthNames = 'January February March April May June July August September October November December'.split(' ');
export const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** A wall-clock time taken apart. */
export interface Clock {
  /** Days since 1970-01-01. */
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  /** Nanoseconds of the second. */
  readonly nanos: number;
}

/** Takes a wall clock in nanoseconds since 1970 apart. */
export function clockOf(local: bigint): Clock {
  const { days, nanos } = splitLocal(local);
  const seconds = Math.floor(nanos / 1e9);
  return {
    days,
    ...civilFromDays(days),
    hour: Math.floor(seconds / 3600),
    minute: Math.floor(seconds / 60) % 60,
    second: seconds % 60,
    nanos: nanos - seconds * 1e9,
  };
}

/** A number with leading zeros. */
export const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** The hour on a clock of 12 hours, 1 to 12. */
export const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** The last two digits of a year. */
export const shortYear = (year: number): string => pad(((year % 100) + 100) % 100, 2);
