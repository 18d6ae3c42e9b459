import { invalidArgument } from '../../diagnostics/row-error.ts';
import { daysFromCivil, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { findTimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { timestamp, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { type Clock, clockOf, dayNames, monthNames, pad, parserOf, type Reader, readers } from './date-format.ts';

/** What a run of one Joda pattern letter prints. */
function field(letter: string, count: number): (c: Clock) => string {
  const numeric = (value: (c: Clock) => number) => (c: Clock) => pad(value(c), count);
  switch (letter) {
    case 'y':
    case 'Y':
    case 'u':
      return count === 2 ? (c) => pad(((c.year % 100) + 100) % 100, 2) : numeric((c) => c.year);
    case 'x':
      return numeric((c) => isoWeek(c.days).year);
    case 'M':
      return count >= 4
        ? (c) => monthNames[c.month - 1]!
        : count === 3
          ? (c) => monthNames[c.month - 1]!.slice(0, 3)
          : numeric((c) => c.month);
    case 'd':
      return numeric((c) => c.day);
    case 'D':
      return numeric((c) => c.days - daysFromCivil(c.year, 1, 1) + 1);
    case 'w':
      return numeric((c) => isoWeek(c.days).week);
    case 'e':
      return numeric((c) => isoDayOfWeek(c.days));
    case 'E':
      return count >= 4 ? (c) => dayNames[isoDayOfWeek(c.days) - 1]! : (c) => dayNames[isoDayOfWeek(c.days) - 1]!.slice(0, 3);
    case 'a':
      return (c) => (c.hour < 12 ? 'AM' : 'PM');
    case 'H':
      return numeric((c) => c.hour);
    case 'k':
      return numeric((c) => (c.hour === 0 ? 24 : c.hour));
    case 'K':
      return numeric((c) => c.hour % 12);
    case 'h':
      return numeric((c) => (c.hour % 12 === 0 ? 12 : c.hour % 12));
    case 'm':
      return numeric((c) => c.minute);
    case 's':
      return numeric((c) => c.second);
    case 'S':
      return (c) => pad(c.nanos, 9).padEnd(count, '0').slice(0, count);
    default:
      return invalidArgument(`the pattern letter '${letter}' is not supported`);
  }
}

/** The runs of letters and the texts of a Joda pattern such as `yyyy-MM-dd'T'HH:mm:ss`; text in single quotes stands for itself. */
function jodaPieces(pattern: string): readonly (string | { readonly letter: string; readonly count: number })[] {
  return [...pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g)].map(([all, letter, quoted]) => {
    if (letter) return { letter, count: all.length };
    return quoted === undefined ? all : quoted === '' ? "'" : quoted.replaceAll("''", "'");
  });
}

function compileJoda(pattern: string): (clock: Clock) => string {
  const pieces = jodaPieces(pattern).map((piece) => (typeof piece === 'string' ? () => piece : field(piece.letter, piece.count)));
  return (clock) => pieces.map((piece) => piece(clock)).join('');
}

export const formatDatetime = defineScalar({
  name: 'format_datetime',
  category: 'datetime',
  summary: 'A time as text by a Joda pattern such as yyyy-MM-dd HH:mm:ss.',
  parameters: ['time', 'pattern'],
  examples: [{ call: "format_datetime(timestamp '2024-12-17 01:19:00', 'yyyyMMdd HH')", result: "'20241217 01'" }],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: varchar,
      prepare({ timeZone }) {
        let known: { pattern: string; print: (c: Clock) => string } | undefined;
        return (instant, pattern) => {
          if (known?.pattern !== pattern) known = { pattern, print: compileJoda(pattern) };
          return known.print(clockOf(toLocal(timeZone, instant)));
        };
      },
    }),
  ],
});

/** The zone of a text: an offset or a name. */
const zone: Reader = {
  pattern: '([+-]\\d{1,2}:?\\d{2}|Z|[A-Za-z]+(?:/[A-Za-z_+-]+){0,2})',
  store: (fields, text) => {
    fields.zone = /^z$/i.test(text)
      ? 'UTC'
      : text.replace(/^([+-])(\d{1,2}):?(\d{2})$/, (_, sign: string, h: string, m: string) => `${sign}${h.padStart(2, '0')}:${m}`);
  },
};

/** MySQL's letter of what a run of a Joda letter reads. */
function readerOf(letter: string, count: number): Reader {
  const same: Readonly<Record<string, string>> = { d: 'd', H: 'H', h: 'h', m: 'i', s: 's', S: 'f', a: 'p', D: 'j' };
  if ('yYu'.includes(letter)) return readers[count === 2 ? 'y' : 'Y']!;
  if (letter === 'M') return readers[count >= 4 ? 'M' : count === 3 ? 'b' : 'm']!;
  if (letter === 'E') return readers[count >= 4 ? 'W' : 'a']!;
  if (letter === 'Z' || letter === 'z') return zone;
  return Object.hasOwn(same, letter) ? readers[same[letter]!]! : invalidArgument(`the pattern letter '${letter}' cannot be parsed`);
}

export const parseDatetime = defineScalar({
  name: 'parse_datetime',
  category: 'datetime',
  summary: 'Reads a time by a Joda pattern such as yyyy-MM-dd HH:mm:ss; the session zone applies where the text names none.',
  parameters: ['text', 'pattern'],
  examples: [{ call: "parse_datetime('2024/12/17 01:19 +0100', 'yyyy/MM/dd HH:mm Z')", result: '2024-12-17 00:19:00.000' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: timestamp,
      prepare({ timeZone }) {
        let known: { readonly pattern: string; readonly parse: ReturnType<typeof parserOf> } | undefined;
        return (text, pattern) => {
          if (known?.pattern !== pattern) {
            const pieces = jodaPieces(pattern).map((piece) => (typeof piece === 'string' ? piece : readerOf(piece.letter, piece.count)));
            known = { pattern, parse: parserOf(pieces) };
          }
          const found = known.parse(text);
          if (!found) return invalidArgument(`'${text.slice(0, 60)}' does not fit the pattern '${pattern}'`);
          const named =
            found.zone === undefined ? timeZone : (findTimeZone(found.zone) ?? invalidArgument(`'${found.zone}' is no time zone`));
          return toInstant(named, found.local);
        };
      },
    }),
  ],
});
