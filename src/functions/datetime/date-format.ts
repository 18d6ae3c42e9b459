import { invalidArgument } from '../../diagnostics/row-error.ts';
import { civilFromDays, daysFromCivil, daysInMonth, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { joinLocal, splitLocal } from '../../types/time-format.ts';
import { toInstant, toLocal } from '../../types/time-zone.ts';
import { bigint, date, timestamp, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

export const monthNames = 'January February March April May June July August September October November December'.split(' ');
export const dayNames = 'Monday Tuesday Wednesday Thursday Friday Saturday Sunday'.split(' ');

/** A wall-clock time taken apart. */
export interface Clock {
  readonly days: number;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly nanos: number;
}

/** Takes a wall clock apart. */
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

export const pad = (value: number, width: number, fill = '0'): string => String(value).padStart(width, fill);
const hour12 = (hour: number): number => (hour % 12 === 0 ? 12 : hour % 12);

/** What each MySQL specifier prints. */
const printers: Readonly<Record<string, (c: Clock) => string>> = {
  a: (c) => dayNames[isoDayOfWeek(c.days) - 1]!.slice(0, 3),
  b: (c) => monthNames[c.month - 1]!.slice(0, 3),
  c: (c) => String(c.month),
  d: (c) => pad(c.day, 2),
  e: (c) => String(c.day),
  f: (c) => pad(Math.floor(c.nanos / 1e3), 6),
  H: (c) => pad(c.hour, 2),
  h: (c) => pad(hour12(c.hour), 2),
  I: (c) => pad(hour12(c.hour), 2),
  i: (c) => pad(c.minute, 2),
  j: (c) => pad(c.days - daysFromCivil(c.year, 1, 1) + 1, 3),
  k: (c) => String(c.hour),
  l: (c) => String(hour12(c.hour)),
  M: (c) => monthNames[c.month - 1]!,
  m: (c) => pad(c.month, 2),
  p: (c) => (c.hour < 12 ? 'AM' : 'PM'),
  r: (c) => `${pad(hour12(c.hour), 2)}:${pad(c.minute, 2)}:${pad(c.second, 2)} ${c.hour < 12 ? 'AM' : 'PM'}`,
  S: (c) => pad(c.second, 2),
  s: (c) => pad(c.second, 2),
  T: (c) => `${pad(c.hour, 2)}:${pad(c.minute, 2)}:${pad(c.second, 2)}`,
  v: (c) => pad(isoWeek(c.days).week, 2),
  W: (c) => dayNames[isoDayOfWeek(c.days) - 1]!,
  x: (c) => String(isoWeek(c.days).year),
  Y: (c) => pad(c.year, 4),
  y: (c) => pad(((c.year % 100) + 100) % 100, 2),
};

/** Compiles a MySQL format such as `%Y-%m-%d %H:%i:%s`. */
export function compileFormat(format: string): (clock: Clock) => string {
  const pieces: (string | ((c: Clock) => string))[] = [];
  const points = [...format];
  for (let i = 0; i < points.length; i++) {
    if (points[i] !== '%') pieces.push(points[i]!);
    else {
      const letter = points[++i] ?? invalidArgument("a format ends in '%'");
      if (/[DUuVwX]/.test(letter)) invalidArgument(`the specifier %${letter} is not supported`);
      pieces.push(Object.hasOwn(printers, letter) ? printers[letter]! : letter);
    }
  }
  return (clock) => pieces.map((piece) => (typeof piece === 'string' ? piece : piece(clock))).join('');
}

function prepareFormat({ timeZone, types }: CallSite): (time: bigint | number, format: string) => string {
  let known: { format: string; print: (c: Clock) => string } | undefined;
  const kind = types[0]!.kind;
  return (time, format) => {
    if (known?.format !== format) known = { format, print: compileFormat(format) };
    if (kind === 'date') return known.print(clockOf(joinLocal(time as number, 0)));
    return known.print(clockOf(toLocal(timeZone, kind === 'timestamp' ? (time as bigint) : (time as bigint) * 1_000_000_000n)));
  };
}

export const dateFormat = defineScalar({
  name: 'date_format',
  category: 'datetime',
  summary:
    'A time (or a number of Unix seconds) as text, by MySQL specifiers: %Y year, %m month, %d day, %H hour, %i minute, %s second, %f fraction.',
  parameters: ['time', 'format'],
  examples: [
    { call: "date_format(timestamp '2024-12-17 01:19:00', '%Y/%m/%d %H:%i')", result: "'2024/12/17 01:19'" },
    { call: "date_format(0, '%a %T')", result: "'Thu 00:00:00'" },
  ],
  overloads: [
    overload({ params: [timestamp, varchar], returns: varchar, prepare: prepareFormat }),
    overload({ params: [date, varchar], returns: varchar, prepare: prepareFormat }),
    overload({ params: [bigint, varchar], returns: varchar, prepare: prepareFormat }),
  ],
});

/** What parsing collects. */
type NumberField = 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second' | 'nanos' | 'half' | 'dayOfYear';
type Fields = { [name in NumberField]?: number } & { zone?: string };

export interface Reader {
  readonly pattern: string;
  readonly store: (fields: Fields, text: string) => void;
}

const number = (digits: string, name: NumberField): Reader => ({
  pattern: `(${digits})`,
  store: (fields, text) => {
    fields[name] = Number(text);
  },
});
const named = (names: readonly string[], width: number | undefined): Reader => ({
  pattern: `(${names.map((name) => name.slice(0, width)).join('|')})`,
  store: (fields, text) => {
    fields.month = names.findIndex((name) => name.slice(0, width).toLowerCase() === text.toLowerCase()) + 1;
  },
});

/** The fields of times as texts have them, by MySQL's letters. */
export const readers: Readonly<Record<string, Reader>> = {
  Y: number('[+-]?\\d{1,6}', 'year'),
  y: {
    pattern: '(\\d{2})',
    store: (fields, text) => {
      fields.year = Number(text) + (Number(text) < 70 ? 2000 : 1900);
    },
  },
  m: number('\\d{1,2}', 'month'),
  c: number('\\d{1,2}', 'month'),
  d: number('\\d{1,2}', 'day'),
  e: number('\\d{1,2}', 'day'),
  H: number('\\d{1,2}', 'hour'),
  k: number('\\d{1,2}', 'hour'),
  h: number('\\d{1,2}', 'hour'),
  I: number('\\d{1,2}', 'hour'),
  l: number('\\d{1,2}', 'hour'),
  i: number('\\d{1,2}', 'minute'),
  s: number('\\d{1,2}', 'second'),
  S: number('\\d{1,2}', 'second'),
  j: number('\\d{1,3}', 'dayOfYear'),
  f: {
    pattern: '(\\d{1,9})',
    store: (fields, text) => {
      fields.nanos = Number(text.padEnd(9, '0'));
    },
  },
  p: {
    pattern: '([AaPp][Mm])',
    store: (fields, text) => {
      fields.half = /^p/i.test(text) ? 12 : 0;
    },
  },
  M: named(monthNames, undefined),
  b: named(monthNames, 3),
  W: { pattern: `(?:${dayNames.join('|')})()`, store: () => undefined },
  a: { pattern: `(?:${dayNames.map((day) => day.slice(0, 3)).join('|')})()`, store: () => undefined },
};

/** What a parser reads: fields and text as it is. */
export type FormatPiece = Reader | string;

/** A parser that answers a wall clock and the zone that the text named, or undefined where the text does not fit. */
export function parserOf(pieces: readonly FormatPiece[]): (text: string) => { readonly local: bigint; readonly zone?: string } | undefined {
  const stores = pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.store]));
  const patterns = pieces.map((piece) => (typeof piece === 'string' ? piece.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&') : piece.pattern));
  // Every field is a bounded run of digits or a fixed word, so that matching takes linear time.
  const test = new RegExp(`^${patterns.join('')}$`, 'i');
  return (text) => {
    const match = test.exec(text);
    if (!match) return undefined;
    const fields: Fields = {};
    stores.forEach((store, i) => store(fields, match[i + 1]!));
    const local = wallClock(fields);
    return local === undefined ? undefined : { local, ...(fields.zone === undefined ? {} : { zone: fields.zone }) };
  };
}

/** The pieces of a MySQL format. */
function piecesOf(format: string): readonly FormatPiece[] {
  const pieces: FormatPiece[] = [];
  const points = [...format.replace(/%T/g, '%H:%i:%s').replace(/%r/g, '%h:%i:%s %p')];
  for (let i = 0; i < points.length; i++) {
    const point = points[i]!;
    if (point !== '%') pieces.push(point);
    else {
      const letter = points[++i] ?? invalidArgument("a format ends in '%'");
      if (letter === '%') pieces.push('%');
      else pieces.push(Object.hasOwn(readers, letter) ? readers[letter]! : invalidArgument(`the specifier %${letter} cannot be parsed`));
    }
  }
  return pieces;
}

/** The wall clock of what was parsed; fields that are missing are those of 1970-01-01 00:00. */
function wallClock(fields: Fields): bigint | undefined {
  const { year = 1970, month = 1, day = 1, minute = 0, second = 0, nanos = 0, half, dayOfYear } = fields;
  let { hour = 0 } = fields;
  if (half !== undefined) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + half;
  }
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12) return undefined;
  if (dayOfYear === undefined && (day < 1 || day > daysInMonth(year, month))) return undefined;
  const days = dayOfYear === undefined ? daysFromCivil(year, month, day) : daysFromCivil(year, 1, 1) + dayOfYear - 1;
  return joinLocal(days, ((hour * 60 + minute) * 60 + second) * 1e9 + nanos);
}

export const dateParse = defineScalar({
  name: 'date_parse',
  category: 'datetime',
  summary: 'Reads a time in the session zone by MySQL specifiers, the opposite of date_format; fails where the text does not fit.',
  parameters: ['text', 'format'],
  examples: [{ call: "date_parse('17/Dec/2024 01:19', '%d/%b/%Y %H:%i')", result: '2024-12-17 01:19:00.000' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: timestamp,
      prepare({ timeZone }) {
        let known: { readonly format: string; readonly parse: ReturnType<typeof parserOf> } | undefined;
        return (text, format) => {
          if (known?.format !== format) known = { format, parse: parserOf(piecesOf(format)) };
          const found = known.parse(text);
          return found ? toInstant(timeZone, found.local) : invalidArgument(`'${text.slice(0, 60)}' does not fit the format '${format}'`);
        };
      },
    }),
  ],
});
