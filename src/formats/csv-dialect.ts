import type { ReadOptions } from './input.ts';
import { type DecimalMark, hasDecimalCommas } from './number-style.ts';

/** Options of delimited text. */
export interface CsvOptions extends ReadOptions {
  /** What separates fields; found in the first lines unless given: a comma, semicolon, tab or vertical bar. */
  readonly delimiter?: string;
  /** Whether the first record names the columns; on unless given. Without names the columns are column1, column2 and so on. */
  readonly header?: boolean;
  /** `infer` (the default): columns of numbers or true and false get their type. `text`: every column is VARCHAR. */
  readonly types?: 'infer' | 'text';
  /** The character that fields with delimiters stand in: `double` ("), `single` ('), another one, or `none`. Double quotes unless given, none between tabs. */
  readonly quote?: string;
  /** Fields without quotes that stand for NULL besides the empty one, such as `\N` or `-`. */
  readonly null?: readonly string[];
  /** What lines begin with that are comments, such as `#`. */
  readonly comment?: string;
  /** Whether blanks around fields do not count; found in the header unless given. */
  readonly trim?: boolean;
  /** What marks the decimals of numbers, `1.234,5` or `1,234.5`; found by all cells of a column unless given. `plain`: such cells are strings. */
  readonly decimal?: DecimalMark | 'plain';
}

/** How the fields of a file stand apart. */
export interface CsvDialect {
  readonly delimiter: string;
  /** The character around fields that hold delimiters; empty where nothing is quoted. */
  readonly quote: string;
  /** Whether blanks around fields do not count. */
  readonly trim: boolean;
  /** What lines begin with that are comments; empty where there are none. */
  readonly comment: string;
  /** How many lines precede the header or the first record. */
  readonly skip: number;
  /** Whether the first records have decimal commas, between semicolons. */
  readonly commas: boolean;
}

const delimiters = [',', ';', '\t', '|'];

/** The number of fields of a line, and whether its quotes are closed. */
function countFields(line: string, delimiter: string, quote: string): number {
  let fields = 1;
  let at = 0;
  for (;;) {
    if (quote !== '' && line.startsWith(quote, at)) {
      let close = line.indexOf(quote, at + 1);
      while (close >= 0 && line[close + 1] === quote) close = line.indexOf(quote, close + 2);
      if (close < 0) return -fields;
      at = close + 1;
    }
    const next = line.indexOf(delimiter, at);
    if (next < 0) return fields;
    fields++;
    at = next + delimiter.length;
    while (line[at] === ' ' && delimiter !== ' ') at++;
  }
}

/** How well a delimiter fits: the share of lines with as many fields as the first one, and how many those are. */
export function fitOf(lines: readonly string[], delimiter: string, quote: string): { readonly fields: number; readonly share: number } {
  const [first, ...others] = lines;
  const header = countFields(first ?? '', delimiter, quote);
  if (header < 2) return { fields: Math.abs(header), share: 0 };
  let whole = 0;
  let alike = 0;
  for (const line of others) {
    const fields = countFields(line, delimiter, quote);
    if (fields < 0) continue; // a field that goes over several lines
    whole++;
    if (fields === header) alike++;
  }
  return { fields: header, share: whole === 0 ? 0.5 : alike / whole };
}

/** Whether lines are fields between single blanks below names, as AWS writes flow logs: all of them alike, and not only words. */
function areSpaced([header = '', ...others]: readonly string[]): boolean {
  const names = header.split(' ');
  if (names.length < 5 || others.length === 0 || new Set(names).size < names.length) return false;
  if (!names.every((name) => /^[a-z][\w-]*$/.test(name))) return false;
  return others.every((line) => !line.includes('"') && line.split(' ').length === names.length && /(?:^| )\d/.test(line));
}

/** The delimiter that fits best; a comma where none does. */
export function findDelimiter(
  lines: readonly string[],
  quote: string,
): { readonly delimiter: string; readonly fields: number; readonly share: number } {
  let best = { delimiter: ',', fields: 1, share: 0 };
  for (const delimiter of delimiters) {
    const fit = fitOf(lines, delimiter, delimiter === '\t' ? '' : quote);
    if (fit.share > best.share + 0.05 || (fit.share > 0 && fit.share >= best.share - 0.05 && fit.fields > best.fields))
      best = { delimiter, ...fit };
  }
  return best.fields === 1 && areSpaced(lines) ? { delimiter: ' ', fields: lines[0]!.split(' ').length, share: 1 } : best;
}

/** Finds the dialect of a file from its first lines and what the options say. */
export function findDialect(head: string, options: CsvOptions): CsvDialect {
  const all = head.split('\n', 200).map((line) => line.replace(/\r$/, ''));
  const sep = /^sep=(.)$/i.exec(all[0] ?? '');
  let skip = sep ? 1 : 0;
  const comment = options.comment ?? '';
  const quoteOf = (delimiter: string): string => {
    if (options.quote === undefined) return delimiter === '\t' ? '' : '"';
    return options.quote === 'none' ? '' : options.quote === 'double' ? '"' : options.quote === 'single' ? "'" : options.quote;
  };
  const isContent = (line: string): boolean => line.trim() !== '' && !(comment !== '' && line.startsWith(comment));
  const records = (from: number): string[] => all.slice(from).filter(isContent).slice(0, 50);
  const found = (from: number): { delimiter: string; fields: number; share: number } => findDelimiter(records(from), quoteOf(','));
  // Lines with a hash before the header are comments where the rest is better without them.
  if (comment === '' && skip < all.length && all[skip]!.startsWith('#') && options.header !== false) {
    let after = skip;
    while (after < all.length && (all[after]!.startsWith('#') || all[after]!.trim() === '')) after++;
    const without = found(after);
    if (without.fields > 1 && without.share > found(skip).share) skip = after;
  }
  const delimiter = options.delimiter ?? sep?.[1] ?? found(skip).delimiter;
  const header = records(skip)[0] ?? '';
  const quote = quoteOf(delimiter);
  const spaced = delimiter !== ' ' && header.split(delimiter).some((field) => /^ +\S|\S +$/.test(field) && !/^[^"]*"[^"]*$/.test(field));
  const commas = delimiter === ';' && records(skip).some((line) => hasDecimalCommas(line.split(';')));
  return { delimiter, quote, commas, trim: options.trim ?? (spaced && options.header !== false), comment, skip };
}
