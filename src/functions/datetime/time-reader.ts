import { invalidArgument } from '../../diagnostics/row-error.ts';
import { daysFromCivil, daysInMonth } from '../../types/civil.ts';
import { dayOfIsoWeek, dayOfYear, joinLocal } from '../../types/time-format.ts';
import { findTimeZone, type TimeZone, toInstant } from '../../types/time-zone.ts';
import { dayNames, monthNames } from './clock.ts';

/** What a pattern can read, each as a number. */
type NumberField =
  | 'year'
  | 'weekYear'
  | 'month'
  | 'week'
  | 'day'
  | 'dayOfYear'
  | 'dayOfWeek'
  | 'hour'
  /** The hour of half a day, 0 to 11. */
  | 'halfHour'
  | 'minute'
  | 'second'
  | 'nanos'
  /** 0 for AM, 12 for PM. */
  | 'half'
  /** Seconds since 1970. */
  | 'epoch';

/** What was read from one string. */
export type TimeFields = { [name in NumberField]?: number } & { zone?: string };

/** One field of a pattern. */
export interface FieldReader {
  /** Whether it reads digits, so that a field of digits before it must know where to stop. */
  readonly digits: boolean;
  /** Reads the field at an offset and answers the offset after it, -1 where the string does not fit. `tight`: a digit of another field follows. */
  readonly read: (source: string, at: number, fields: TimeFields, tight: boolean) => number;
}

/** What a pattern is made of: fields, and text that stands for itself. */
export type PatternPiece = FieldReader | string;

const isDigit = (source: string, at: number): boolean => {
  const unit = source.charCodeAt(at);
  return unit >= 48 && unit <= 57;
};

const isBlank = (source: string | undefined): boolean => source !== undefined && /^\s$/.test(source);

function afterDigits(source: string, at: number, most: number): number {
  let end = at;
  while (end < at + most && isDigit(source, end)) end++;
  return end;
}

/** How a number is read. */
interface NumberForm {
  /** The most digits. */
  readonly most: number;
  /** The digits that it takes where a digit of another field follows; `most` unless given. */
  readonly tight?: number;
  readonly min?: number;
  readonly max?: number;
  readonly signed?: boolean;
  /** Whether blanks may fill it up on the left. */
  readonly padded?: boolean;
  /** What the number stands for; itself unless given. */
  readonly value?: (number: number, digits: string) => number;
}

/** A field of digits. */
export function numberField(name: NumberField, form: NumberForm): FieldReader {
  const { most, min = 0, max = Number.POSITIVE_INFINITY, value = (number) => number } = form;
  return {
    digits: true,
    read(source, at, fields, tight) {
      let from = at;
      if (form.padded) while (source[from] === ' ') from++;
      const sign = form.signed && (source[from] === '-' || source[from] === '+') ? source[from++] : '';
      const end = afterDigits(source, from, tight ? (form.tight ?? most) : most);
      const digits = source.slice(from, end);
      const number = Number(digits);
      if (end === from || number < min || number > max) return -1;
      fields[name] = value(sign === '-' ? -number : number, digits);
      return end;
    },
  };
}

/** A name of a list, whole or its first three letters, in any case. */
function nameField(names: readonly string[], name: NumberField): FieldReader {
  const lower = names.map((known) => known.toLowerCase());
  return {
    digits: false,
    read(source, at, fields) {
      const text = source.slice(at, at + 12).toLowerCase();
      const index = lower.findIndex((known) => text.startsWith(known.slice(0, 3)));
      if (index < 0) return -1;
      fields[name] = index + 1;
      return at + (text.startsWith(lower[index]!) ? lower[index]!.length : 3);
    },
  };
}

const zoneText = /(?:utc|gmt)?[+-]\d{1,2}(?::?\d{2})?|[a-z]+(?:\/[a-z0-9_+-]+){0,2}/iy;

const second = numberField('second', { most: 2, max: 59 });

/** Seconds of the minute, or where they are more than those, seconds since 1970. */
const secondOrEpoch: FieldReader = {
  digits: true,
  read(source, at, found) {
    const end = afterDigits(source, at, 12);
    if (end - at > 2 || Number(source.slice(at, end)) > 59) found.epoch = Number(source.slice(at, end));
    else return second.read(source, at, found, false);
    return end;
  },
};

const half: FieldReader = {
  digits: false,
  read(source, at, found) {
    const text = source.slice(at, at + 2).toLowerCase();
    if (text !== 'am' && text !== 'pm') return -1;
    found.half = text === 'pm' ? 12 : 0;
    return at + 2;
  },
};

const zone: FieldReader = {
  digits: false,
  read(source, at, found) {
    zoneText.lastIndex = at;
    const match = zoneText.exec(source);
    if (!match) return -1;
    found.zone = match[0];
    return zoneText.lastIndex;
  },
};

/** The fields that patterns of both kinds have. */
export const fields = {
  year: numberField('year', { most: 6, tight: 4, signed: true }),
  shortYear: numberField('year', { most: 2, value: (number) => number + (number < 70 ? 2000 : 1900) }),
  weekYear: numberField('weekYear', { most: 6, tight: 4, signed: true }),
  month: numberField('month', { most: 2, min: 1, max: 12 }),
  monthName: nameField(monthNames, 'month'),
  week: numberField('week', { most: 2, min: 1, max: 53 }),
  day: numberField('day', { most: 2, min: 1, max: 31, padded: true }),
  dayOfYear: numberField('dayOfYear', { most: 3, min: 1, max: 366 }),
  dayOfWeek: numberField('dayOfWeek', { most: 1, min: 1, max: 7 }),
  dayName: nameField(dayNames, 'dayOfWeek'),
  hour: numberField('hour', { most: 2, max: 23, padded: true }),
  hourTo24: numberField('hour', { most: 2, min: 1, max: 24, value: (hour) => hour % 24 }),
  hourTo12: numberField('halfHour', { most: 2, min: 1, max: 12, padded: true, value: (hour) => hour % 12 }),
  hourTo11: numberField('halfHour', { most: 2, max: 11 }),
  minute: numberField('minute', { most: 2, max: 59 }),
  second,
  secondOrEpoch,
  half,
  zone,
};

/** A fraction of the second of up to nine digits; so many of them where a digit follows. */
export function fraction(tight: number): FieldReader {
  return numberField('nanos', { most: 9, tight, value: (_, digits) => Number(digits.padEnd(9, '0')) });
}

/** Reads a literal at an offset: blanks stand for one or more of any kind, letters for themselves in any case. */
function readLiteral(literal: string, source: string, at: number): number {
  let end = at;
  for (let i = 0; i < literal.length; i++) {
    if (isBlank(literal[i])) {
      if (!isBlank(literal[i - 1]) && !isBlank(source[end])) return -1;
      while (isBlank(source[end])) end++;
    } else if (literal[i] === source[end] || literal[i]!.toLowerCase() === source[end]?.toLowerCase()) end++;
    else return -1;
  }
  return end;
}

/** Neighbouring text in one piece. */
function mergeText(pieces: readonly PatternPiece[]): readonly PatternPiece[] {
  const merged: PatternPiece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') merged[merged.length - 1] = last + piece;
    else merged.push(piece);
  }
  return merged;
}

/**
 * A reader of strings by the pieces of a pattern, from left to right without looking back, so that it takes linear time whatever the pattern.
 * It answers undefined where the string does not fit.
 */
export function compileReader(pieces: readonly PatternPiece[]): (source: string) => TimeFields | undefined {
  const startsWithDigit = (piece: PatternPiece | undefined): boolean =>
    piece !== undefined && (typeof piece === 'string' ? isDigit(piece, 0) : piece.digits);
  const merged = mergeText(pieces);
  const steps = merged.map((piece, i) => ({ piece, tight: startsWithDigit(merged[i + 1]) }));
  return (source) => {
    const found: TimeFields = {};
    let at = 0;
    for (const { piece, tight } of steps) {
      at = typeof piece === 'string' ? readLiteral(piece, source, at) : piece.read(source, at, found, tight);
      if (at < 0) return undefined;
    }
    return at === source.length ? found : undefined;
  };
}

/** The day that the fields name, in days since 1970; undefined where the calendar does not have it. */
function dayOf({ year, weekYear, month = 1, week, day = 1, dayOfYear: ordinal, dayOfWeek = 1 }: TimeFields): number | undefined {
  if (week !== undefined || weekYear !== undefined) return dayOfIsoWeek(weekYear ?? year ?? 1970, week ?? 1, dayOfWeek);
  const inYear = year ?? 1970;
  if (ordinal !== undefined) return dayOfYear(inYear, ordinal);
  return day <= daysInMonth(inYear, month) ? daysFromCivil(inYear, month, day) : undefined;
}

/** The hour of the day that the fields name: a clock of 12 hours without a half means the morning. */
function hourOf({ hour, halfHour, half }: TimeFields): number | undefined {
  if (hour === undefined) return (halfHour ?? 0) + (half ?? 0);
  if (half === undefined) return hour;
  return hour >= 1 && hour <= 12 ? (hour % 12) + half : undefined;
}

/**
 * The instant of what was read. Fields that are missing are those of 1970-01-01 00:00; the session zone applies where none was read. Undefined for
 * a day or hour that does not exist. @throws RowError for an unknown zone.
 */
export function instantOf(found: TimeFields, session: TimeZone): bigint | undefined {
  const { minute = 0, second = 0, nanos = 0, zone, epoch } = found;
  if (epoch !== undefined) return BigInt(epoch) * 1_000_000_000n + BigInt(nanos);
  const days = dayOf(found);
  const hour = hourOf(found);
  if (days === undefined || hour === undefined) return undefined;
  const local = joinLocal(days, ((hour * 60 + minute) * 60 + second) * 1e9 + nanos);
  const named = zone === undefined ? session : (findTimeZone(zone) ?? invalidArgument(`'${zone}' is not a time zone`));
  return toInstant(named, local);
}
