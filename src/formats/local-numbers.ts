import { Kind } from './cell-kind.ts';
import { Column } from './column.ts';
import type { DecimalMark, NumberStyle } from './number-style.ts';

const digits = String.raw`[+-]?(?:0|[1-9]\d{0,2}(?:SEP\d{3})+|[1-9]\d*)`;
const withComma = new RegExp(`^${digits.replace('SEP', String.raw`\.`)}(?:,\\d+)?$`);
const withPoint = new RegExp(`^${digits.replace('SEP', ',')}(?:\\.\\d+)?$`);
/** A number that can only be read in one way: with both marks, or with two marks between thousands. */
const certainComma = /^[+-]?\d{1,3}(?:\.\d{3})+,\d+$|^[+-]?\d{1,3}(?:\.\d{3}){2,}$/;
const certainPoint = /^[+-]?\d{1,3}(?:,\d{3})+\.\d+$|^[+-]?\d{1,3}(?:,\d{3}){2,}$/;
const dotted = /^[+-]?[1-9]\d{0,2}(?:\.\d{3})+$/;

/** Which mark the numbers of a column have, by all of its cells; undefined where they are plain numbers or none. */
function markOf(cells: readonly string[], { delimiter, decimal, commas }: NumberStyle): DecimalMark | undefined {
  const every = (pattern: RegExp): boolean => cells.every((cell) => pattern.test(cell));
  if (decimal) return every(decimal === 'comma' ? withComma : withPoint) ? decimal : undefined;
  const hasComma = cells.some((cell) => cell.includes(','));
  if (!hasComma) return commas && every(dotted) ? 'comma' : undefined;
  if (every(withComma) && (delimiter === ';' || cells.some((cell) => certainComma.test(cell)))) return 'comma';
  if (every(withPoint) && (delimiter === ',' || cells.some((cell) => certainPoint.test(cell)))) return 'point';
  return undefined;
}

/** A string of a column that is not a plain number, if it may be one with other marks. */
function strange(column: Column): string | undefined {
  const { packed, cells } = column;
  const first = packed?.kind === 'texts' ? packed.store.first() : cells.find((cell) => typeof cell === 'string');
  return typeof first === 'string' && /[.,]/.test(first) && (withComma.test(first) || withPoint.test(first)) ? first : undefined;
}

/**
 * A column of numbers with decimal commas or marks between thousands as one of plain numbers, with a note; undefined for other columns. All cells must be written in one
 * way: half of a column would be wrong.
 */
export function plainNumbers(column: Column, note: (text: string) => void): Column | undefined {
  const { style, counts } = column;
  if (!style || counts[Kind.boolean]! + counts[Kind.special]! > 0) return undefined;
  const doubles = counts[Kind.text] === 0;
  if (doubles ? !(style.commas || style.decimal === 'comma') || counts[Kind.double] === 0 : strange(column) === undefined) return undefined;
  column.unpack();
  const written = column.cells.map((cell) => (cell === null ? null : String(cell)));
  const present = written.filter((cell) => cell !== null);
  const mark = markOf(present, style);
  if (!mark) return undefined;
  const plain = new Column(column.name);
  for (const cell of written) {
    if (cell === null) {
      plain.cells.push(null);
      continue;
    }
    const text = mark === 'comma' ? cell.replaceAll('.', '').replace(',', '.') : cell.replaceAll(',', '');
    const value = Number(text);
    if (text.replace(/\D/g, '').length > 15) return undefined; // a DOUBLE would lose digits
    plain.cells.push(value);
    plain.counts[text.includes('.') ? Kind.double : Kind.integer]!++;
  }
  plain.rows = column.rows;
  const example = present.find((cell) => /[.,]/.test(cell));
  if (example === undefined) return undefined;
  const shown = mark === 'comma' ? example.replaceAll('.', '').replace(',', '.') : example.replaceAll(',', '');
  note(`column '${column.name}' is read with ${mark === 'comma' ? 'decimal commas' : 'commas between thousands'}: ${example} is ${shown}`);
  return plain;
}
