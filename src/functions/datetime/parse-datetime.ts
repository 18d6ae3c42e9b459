import { invalidArgument } from '../../diagnostics/row-error.ts';
import { timestamp, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, defineScalar, overload } from '../declaration.ts';
import { checkJodaPattern, jodaPieces, patternParameter, unknownLetter } from './joda-pattern.ts';
import { compileReader, type FieldReader, fields, fraction, instantOf, type PatternPiece } from './time-reader.ts';

const readers: Readonly<Record<string, FieldReader>> = {
  d: fields.day,
  D: fields.dayOfYear,
  e: fields.dayOfWeek,
  E: fields.dayName,
  x: fields.weekYear,
  w: fields.week,
  H: fields.hour,
  k: fields.hourTo24,
  h: fields.hourTo12,
  K: fields.hourTo11,
  a: fields.half,
  m: fields.minute,
  s: fields.second,
  Z: fields.zone,
  z: fields.zone,
};

function readerOf(letter: string, count: number): FieldReader {
  if ('yYu'.includes(letter)) return count === 2 ? fields.shortYear : fields.year;
  if (letter === 'M') return count >= 3 ? fields.monthName : fields.month;
  if (letter === 'S') return fraction(Math.min(count, 9));
  return Object.hasOwn(readers, letter) ? readers[letter]! : unknownLetter(letter, 'cannot be parsed');
}

const piecesOf = (pattern: string): readonly PatternPiece[] =>
  jodaPieces(pattern).map((piece) => (typeof piece === 'string' ? piece : readerOf(piece.letter, piece.count)));

/** Reports a literal pattern that fits nothing. */
function checkPattern(pattern: string): ArgumentHint | undefined {
  const hint = checkJodaPattern(pattern, 'date_parse');
  piecesOf(pattern);
  return hint;
}

export const parseDatetime = defineScalar({
  name: 'parse_datetime',
  category: 'datetime',
  summary:
    'Reads a time by a Joda pattern; format_datetime is the opposite. The session zone applies where the string names none; what the pattern does not have is that of 1970-01-01 00:00.',
  parameters: {
    string: 'the time as a string; where the pattern has a blank it may have several',
    pattern: `${patternParameter}; Z is the offset or name of a zone, yyyy takes four digits where a digit follows`,
  },
  examples: [
    { call: "parse_datetime('2024/12/17 01:19 +0100', 'yyyy/MM/dd HH:mm Z')", result: '2024-12-17 00:19:00.000' },
    { call: "parse_datetime('20241217', 'yyyyMMdd')", result: '2024-12-17 00:00:00.000' },
    { call: "parse_datetime('2024-W51-3', 'xxxx-''W''ww-e')", result: '2024-12-18 00:00:00.000' },
    { call: "parse_datetime('soon', 'yyyy')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: timestamp,
      checks: [undefined, checkPattern],
      prepare({ timeZone }) {
        let known: { readonly pattern: string; readonly read: ReturnType<typeof compileReader> } | undefined;
        return (text, pattern) => {
          if (known?.pattern !== pattern) known = { pattern, read: compileReader(piecesOf(pattern)) };
          const found = known.read(text);
          const instant = found && instantOf(found, timeZone);
          return instant ?? invalidArgument(`'${text.slice(0, 60)}' does not fit the pattern '${pattern.slice(0, 60)}'`);
        };
      },
    }),
  ],
});
