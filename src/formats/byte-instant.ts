import { daysFromCivil, daysInMonth } from '../types/civil.ts';

/** Reads times as `2025-02-21T11:23:14.940487Z`; what was read is left in fields. */
export class ByteInstant {
  /** Whether there is a time. */
  isKnown = false;
  /** Whole seconds since 1970, and the nanoseconds after them. */
  seconds = 0;
  nanos = 0;

  /** Reads `from..end`; false where it is not in this layout or not of the years 1970 to 2199. */
  read(bytes: Uint8Array, from: number, end: number): boolean {
    this.isKnown = false;
    if (end - from < 20 || bytes[end - 1] !== 90 || bytes[from + 4] !== 45 || bytes[from + 7] !== 45 || bytes[from + 10] !== 84)
      return false;
    if (bytes[from + 13] !== 58 || bytes[from + 16] !== 58) return false;
    const year = twoDigits(bytes, from) * 100 + twoDigits(bytes, from + 2);
    const month = twoDigits(bytes, from + 5);
    const day = twoDigits(bytes, from + 8);
    const hour = twoDigits(bytes, from + 11);
    const minute = twoDigits(bytes, from + 14);
    const second = twoDigits(bytes, from + 17);
    if (!(year >= 1970 && year < 2200 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month))) return false;
    if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60)) return false;
    let nanos = 0;
    if (end - from > 20) {
      if (bytes[from + 19] !== 46 || end - from > 30 || end - from === 21) return false;
      let scale = 100_000_000;
      for (let at = from + 20; at < end - 1; at++) {
        const digit = bytes[at]! - 48;
        if (!(digit >= 0 && digit <= 9)) return false;
        nanos += digit * scale;
        scale /= 10;
      }
    }
    this.isKnown = true;
    this.seconds = daysFromCivil(year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
    this.nanos = nanos;
    return true;
  }
}

/** The number that two digits write; NaN where they are not digits. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = bytes[at]! - 48;
  const ones = bytes[at + 1]! - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}
