import { daysFromCivil } from './civil.ts';

/** A time zone: its name and the rules to go between instants and wall clock. */
export interface TimeZone {
  readonly name: string;
  /** Seconds to add to UTC at the instant (seconds since 1970). */
  offsetAt(seconds: number): number;
}

const zones = new Map<string, TimeZone | undefined>();

/** The zone of an IANA name, `UTC`, `Z` or an offset such as `+08:00`; undefined where there is none. */
export function findTimeZone(name: string): TimeZone | undefined {
  if (!zones.has(name)) {
    if (zones.size > 1000) zones.clear();
    zones.set(name, makeTimeZone(name));
  }
  return zones.get(name);
}

function makeTimeZone(name: string): TimeZone | undefined {
  if (/^(utc|gmt|z|ut)$/i.test(name)) return { name: 'UTC', offsetAt: () => 0 };
  const fixed = /^(?:utc|gmt)?([+-])(\d{1,2})(?::?(\d{2}))?$/i.exec(name);
  if (fixed) {
    const hours = Number(fixed[2]);
    const minutes = Number(fixed[3] ?? 0);
    if (hours > 18 || minutes > 59) return undefined;
    const seconds = (fixed[1] === '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    return { name, offsetAt: () => seconds };
  }
  try {
    return namedZone(name);
  } catch {
    return undefined; // Intl knows no such zone
  }
}

/** Offsets change on quarter hours at most, so one look-up serves each quarter. */
const quarter = 900;

function namedZone(name: string): TimeZone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: name,
    hourCycle: 'h23',
    era: 'short',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const cache = new Map<number, number>();
  const lookUp = (seconds: number): number => {
    const part: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(seconds * 1000)) part[type] = value;
    const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
    const days = daysFromCivil(year, Number(part.month), Number(part.day));
    return days * 86400 + Number(part.hour) * 3600 + Number(part.minute) * 60 + Number(part.second) - seconds;
  };
  return {
    name,
    offsetAt(seconds) {
      const slot = Math.floor(seconds / quarter);
      let offset = cache.get(slot);
      if (offset === undefined) {
        const limit = 8.6e12; // the range of Date
        offset = lookUp(Math.max(-limit, Math.min(limit, slot * quarter)));
        if (cache.size > 100_000) cache.clear();
        cache.set(slot, offset);
      }
      return offset;
    },
  };
}

const nanosPerSecond = 1_000_000_000n;

/** Floor division of int64. */
export function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

/** The wall clock of an instant, as nanoseconds since 1970-01-01 00:00 of that wall clock. */
export function toLocal(zone: TimeZone, instant: bigint): bigint {
  const offset = zone.offsetAt(Number(floorDivide(instant, nanosPerSecond)));
  return offset === 0 ? instant : instant + BigInt(offset) * nanosPerSecond;
}

/**
 * The instant of a wall clock. A time that happens twice means the first; a time that a clock change skips is read with
 * the offset before the change, so that it lands after it.
 */
export function toInstant(zone: TimeZone, local: bigint): bigint {
  const seconds = Number(floorDivide(local, nanosPerSecond));
  const before = zone.offsetAt(seconds - 86400);
  const after = zone.offsetAt(seconds + 86400);
  for (const offset of before >= after ? [before, after] : [before, after]) {
    if (zone.offsetAt(seconds - offset) === offset) return local - BigInt(offset) * nanosPerSecond;
  }
  return local - BigInt(before) * nanosPerSecond;
}
