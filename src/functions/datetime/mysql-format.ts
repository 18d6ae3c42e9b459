import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { ArgumentHint } from '../declaration.ts';

/** What MySQL has and Presto and Logflume do not, with what to write instead. */
const missing: Readonly<Record<string, string>> = {
  D: 'write %d or %e for the day of the month',
  U: 'write %v for the ISO week',
  u: 'write %v for the ISO week',
  V: 'write %v for the ISO week',
  w: 'write %a or %W for the name of the day of the week',
  X: 'write %x for the year of the ISO week',
};

/** The pieces of a MySQL format: text, and the letters after percent signs. @throws RowError for a specifier that does not exist. */
export function mysqlPieces(format: string): readonly (string | { readonly letter: string })[] {
  const pieces: (string | { readonly letter: string })[] = [];
  const points = [...format];
  for (let i = 0; i < points.length; i++) {
    if (points[i] !== '%') pieces.push(points[i]!);
    else {
      const letter = points[++i] ?? invalidArgument("the format ends in '%': write '%%' for a percent sign");
      if (Object.hasOwn(missing, letter)) invalidArgument(`the specifier %${letter} is not supported: ${missing[letter]}`);
      pieces.push(letter === '%' ? '%' : { letter });
    }
  }
  return pieces;
}

/** Minutes as strftime writes them, where MySQL has the name of the month. */
export const minutesAsMonths = /%[HhIkl][:.hT]?%M/;

const twelveHours = /%[hIl]/;

/** Checks what formats of both directions have in common. `other` is the function for Joda patterns. */
export function checkMysqlFormat(format: string, other: string): ArgumentHint | undefined {
  if (!format.includes('%') && /yy|MM|dd|HH|hh|mm|ss/.test(format))
    invalidArgument(`'${format.slice(0, 40)}' has no % specifier: ${other} takes patterns such as yyyy-MM-dd`);
  return twelveHours.test(format) && !format.includes('%p')
    ? {
        message: `${twelveHours.exec(format)![0]} is the hour of a clock of 12 hours, and the format has no %p for AM or PM`,
        help: 'write %H for the hours 0 to 23',
      }
    : undefined;
}
