import { invalidArgument } from '../../diagnostics/row-error.ts';
import { timestamp, varchar } from '../../types/type-descriptor.ts';
import { type ArgumentHint, defineScalar, overload } from '../declaration.ts';
import { checkMysqlFormat, minutesAsMonths, mysqlPieces } from './mysql-format.ts';
import { compileReader, type FieldReader, fields, fraction, instantOf, type PatternPiece } from './time-reader.ts';

const readers: Readonly<Record<string, FieldReader>> = {
  Y: fields.year,
  y: fields.shortYear,
  m: fields.month,
  c: fields.month,
  M: fields.monthName,
  b: fields.monthName,
  d: fields.day,
  e: fields.day,
  j: fields.dayOfYear,
  W: fields.dayName,
  a: fields.dayName,
  x: fields.weekYear,
  v: fields.week,
  H: fields.hour,
  k: fields.hour,
  h: fields.hourTo12,
  I: fields.hourTo12,
  l: fields.hourTo12,
  p: fields.half,
  i: fields.minute,
  s: fields.second,
  S: fields.second,
  f: fraction(6),
  z: fields.zone,
};

function readerOf(letter: string): FieldReader {
  if (Object.hasOwn(readers, letter)) return readers[letter]!;
  return invalidArgument(
    `the specifier %${letter} cannot be parsed${letter === 'Z' ? ': write %z for a zone' : `: use one of %${Object.keys(readers).join(' %')}`}`,
  );
}

/** Specifiers that stand for others. */
const combined: Readonly<Record<string, string>> = { T: '%H:%i:%s', r: '%h:%i:%s %p' };

function piecesOf(format: string): readonly PatternPiece[] {
  const pieces = mysqlPieces(format).flatMap((piece) =>
    typeof piece !== 'string' && Object.hasOwn(combined, piece.letter) ? mysqlPieces(combined[piece.letter]!) : [piece],
  );
  const letters = pieces.filter((piece) => typeof piece !== 'string').map(({ letter }) => letter);
  const secondsAlone = /^[sS]f?$/.test(letters.join(''));
  return pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    return secondsAlone && piece.letter !== 'f' ? fields.secondOrEpoch : readerOf(piece.letter);
  });
}

/** Reports a literal format that fits nothing. */
function checkFormat(format: string): ArgumentHint | undefined {
  const hint = checkMysqlFormat(format, 'parse_datetime');
  piecesOf(format);
  if (minutesAsMonths.test(format)) invalidArgument('%M is the name of the month: write %i for minutes');
  return hint;
}

export const dateParse = defineScalar({
  name: 'date_parse',
  category: 'datetime',
  summary:
    'Reads a time by MySQL specifiers; date_format is the opposite. The session zone applies where the string names none; what the format does not have is that of 1970-01-01 00:00.',
  parameters: {
    string: 'the time as a string; where the format has a blank it may have several',
    format:
      'text with %Y (four digits where a digit follows) or %y (year), %m, %c, %M or %b (month), %d or %e (day), %H, %k, %h, %I or %l (hour; h, I and l from 1 to 12), %p (AM or PM), %i (minute), %s (second; alone also seconds since 1970), %f (up to nine digits of the second), %z (offset or name of a zone), %j (day of the year), %W or %a (day of the week), %x and %v (ISO year and week), %T, %r and %%',
  },
  examples: [
    { call: "date_parse('17/Dec/2024 01:19', '%d/%b/%Y %H:%i')", result: '2024-12-17 01:19:00.000' },
    { call: "date_parse('20241217011942', '%Y%m%d%H%i%s')", result: '2024-12-17 01:19:42.000' },
    { call: "date_parse('17/Dec/2024:01:19:00 +0100', '%d/%b/%Y:%H:%i:%s %z')", result: '2024-12-17 00:19:00.000' },
    { call: "date_parse('2024 51', '%x %v')", result: '2024-12-16 00:00:00.000' },
    { call: "date_parse('1734398340', '%s')", result: '2024-12-17 01:19:00.000' },
    { call: "date_parse('soon', '%Y-%m-%d')", error: 'SPL2107' },
    { call: "date_parse(null, '%Y-%m-%d')", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: timestamp,
      checks: [undefined, checkFormat],
      prepare({ timeZone }) {
        let known: { readonly format: string; readonly read: ReturnType<typeof compileReader> } | undefined;
        return (text, format) => {
          if (known?.format !== format) known = { format, read: compileReader(piecesOf(format)) };
          const found = known.read(text);
          const instant = found && instantOf(found, timeZone);
          return instant ?? invalidArgument(`'${text.slice(0, 60)}' does not fit the format '${format.slice(0, 60)}'`);
        };
      },
    }),
  ],
});
