import { daysFromCivil, isoDayOfWeek, isoWeek } from '../../types/civil.ts';
import { toLocal } from '../../types/time-zone.ts';
import { timestamp, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, defineScalar, overload } from '../declaration.ts';
import { type Clock, clockOf, dayNames, hour12, monthNames, pad, shortYear } from './clock.ts';
import { checkJodaPattern, jodaPieces, patternParameter, unknownLetter } from './joda-pattern.ts';

/** What a run of one Joda pattern letter prints. */
function printerOf(letter: string, count: number): (c: Clock) => string {
  const numeric = (value: (c: Clock) => number) => (c: Clock) => pad(value(c), count);
  switch (letter) {
    case 'y':
    case 'Y':
    case 'u':
      return count === 2 ? (c) => shortYear(c.year) : numeric((c) => c.year);
    case 'x':
      return numeric((c) => isoWeek(c.days).year);
    case 'M':
      if (count < 3) return numeric((c) => c.month);
      return (c) => monthNames[c.month - 1]!.slice(0, count === 3 ? 3 : undefined);
    case 'd':
      return numeric((c) => c.day);
    case 'D':
      return numeric((c) => c.days - daysFromCivil(c.year, 1, 1) + 1);
    case 'w':
      return numeric((c) => isoWeek(c.days).week);
    case 'e':
      return numeric((c) => isoDayOfWeek(c.days));
    case 'E':
      return (c) => dayNames[isoDayOfWeek(c.days) - 1]!.slice(0, count < 4 ? 3 : undefined);
    case 'a':
      return (c) => (c.hour < 12 ? 'AM' : 'PM');
    case 'H':
      return numeric((c) => c.hour);
    case 'k':
      return numeric((c) => (c.hour === 0 ? 24 : c.hour));
    case 'K':
      return numeric((c) => c.hour % 12);
    case 'h':
      return numeric((c) => hour12(c.hour));
    case 'm':
      return numeric((c) => c.minute);
    case 's':
      return numeric((c) => c.second);
    case 'S':
      return (c) => pad(c.nanos, 9).padEnd(count, '0').slice(0, count);
    default:
      return unknownLetter(letter, 'cannot be printed');
  }
}

function compilePrinter(pattern: string): (clock: Clock) => string {
  const pieces = jodaPieces(pattern).map((piece) => (typeof piece === 'string' ? () => piece : printerOf(piece.letter, piece.count)));
  return (clock) => pieces.map((piece) => piece(clock)).join('');
}

function checkPattern(pattern: string): ArgumentHint | undefined {
  const hint = checkJodaPattern(pattern, 'date_format');
  compilePrinter(pattern);
  return hint;
}

export const formatDatetime = defineScalar({
  name: 'format_datetime',
  category: 'datetime',
  summary: 'A time as a string in the session zone, by a Joda pattern.',
  parameters: { time: 'a TIMESTAMP', pattern: patternParameter },
  examples: [
    { call: "format_datetime(timestamp '2024-12-17 01:19:00', 'yyyyMMdd HH')", result: "'20241217 01'" },
    { call: "format_datetime(now(), '%Y-%m-%d')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [timestamp, varchar],
      returns: varchar,
      checks: [undefined, checkPattern],
      prepare({ timeZone }) {
        let known: { readonly pattern: string; readonly print: (c: Clock) => string } | undefined;
        return (instant, pattern) => {
          if (known?.pattern !== pattern) known = { pattern, print: compilePrinter(pattern) };
          return known.print(clockOf(toLocal(timeZone, instant)));
        };
      },
    }),
  ],
});
