import { invalidArgument } from '../../diagnostics/row-failure.ts';
import { daysFromCivil, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { toLocal } from '../../types/time-zone.ts';
import { timestamp, varchar } from '../../types/token.ts';
import { defineScalar, overload } from '../declaration.ts';
import { type Clock, clockOf, dayNames, monthNames, pad } from './format.ts';

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

/** Compiles a Joda pattern such as `yyyy-MM-dd HH:mm:ss`; text in single quotes is printed as it is. */
function compileJoda(pattern: string): (clock: Clock) => string {
  const pieces = [...pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g)].map(([all, letter, quoted]) => {
    if (letter) return field(letter, all.length);
    const text = quoted === undefined ? all : quoted === '' ? "'" : quoted.replaceAll("''", "'");
    return () => text;
  });
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
