import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { ArgumentHint } from '../declaration.ts';

/** Text of a pattern, or a run of one letter. */
export type JodaPiece = string | { readonly letter: string; readonly count: number };

/** The runs of letters of a Joda pattern and the text between them, such as `yyyy-MM-dd'T'HH:mm:ss`; text in single quotes stands for itself. */
export function jodaPieces(pattern: string): readonly JodaPiece[] {
  return [...pattern.matchAll(/([A-Za-z])\1*|'((?:[^']|'')*)'|[^A-Za-z']+/g)].map(([all, letter, quoted]) => {
    if (letter) return { letter, count: all.length };
    return quoted === undefined ? all : quoted === '' ? "'" : quoted.replaceAll("''", "'");
  });
}

/** Letters of other languages of patterns, with what to write instead. */
const foreign: Readonly<Record<string, string>> = {
  X: 'write Z for the offset of a zone',
  V: 'write Z for a zone',
  O: 'write Z for a zone',
  L: 'write M for the month',
  c: 'write e or E for the day of the week',
  n: 'write S for the fraction of the second',
  N: 'write S for the fraction of the second',
  T: "write 'T' in quotes",
};

/** Fails for a letter that means nothing. */
export function unknownLetter(letter: string, what: string): never {
  const help = Object.hasOwn(foreign, letter) ? foreign[letter] : 'text is in single quotes';
  return invalidArgument(`the pattern letter '${letter}' ${what}: ${help}`);
}

/** Checks what patterns of both directions have in common. `other` is the function for formats with percent signs. */
export function checkJodaPattern(pattern: string, other: string): ArgumentHint | undefined {
  if (/%[A-Za-z]/.test(pattern)) invalidArgument(`'${pattern.slice(0, 40)}' has % specifiers: ${other} takes those`);
  const letters = new Set(jodaPieces(pattern).map((piece) => (typeof piece === 'string' ? '' : piece.letter)));
  return (letters.has('h') || letters.has('K')) && !letters.has('a')
    ? {
        message: `${letters.has('h') ? 'h' : 'K'} is the hour of a clock of 12 hours, and the pattern has no a for AM or PM`,
        help: 'write HH for the hours 0 to 23',
      }
    : undefined;
}

/** What a parameter that takes a Joda pattern says about itself. */
export const patternParameter =
  'letters in runs: yyyy or yy (year), MM, MMM or MMMM (month), dd (day), HH, kk, hh or KK (hour; h from 1 to 12, K from 0 to 11), a (AM or PM), mm (minute), ss (second), SSS (fraction), DDD (day of the year), EEE (day of the week), xxxx, ww and e (ISO year, week and day); text is in single quotes';
