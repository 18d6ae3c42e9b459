import { hasBit } from './bitmap.ts';
import { type CodeBlocks, codeBlocksOf } from './code-blocks.ts';
import type { Coding } from './coding.ts';
import { CellDictionary } from './dictionary.ts';
import { growCells } from './fixed-width.ts';
import type { Dictionary, FixedWidthArray, FlatVector } from './vector.ts';
import { wordsOf } from './words.ts';

/** Integers get codes where they span at most so many values. */
const maxRange = 2 ** 22;
/** Codes pay where a value has so many rows, on average. */
const minRowsPerValue = 4;
/** How much room is left for rows and values that are appended. */
const growth = 1.5;

/** What a coding and those of longer columns share; the last of them may add to it. */
interface State {
  /** The smallest value. */
  readonly min: number;
  /** By value - min: its code plus one, or 0. There is room above for larger values, as times that are appended. */
  readonly numbers: Int32Array;
  /** The distinct values, by code. */
  cells: FixedWidthArray;
  codes: Int32Array;
}

/** Integers of a small range, numbered by a table over the range. */
export class IntegerCoding implements Coding {
  readonly dictionary: Dictionary;
  readonly blocks: CodeBlocks | undefined;
  readonly known: number;
  readonly #state: State;
  readonly #codes: Int32Array;
  readonly #size: number;
  /** Whether a longer column has gone on with the state. */
  #isShared = false;

  private constructor(state: State, size: number, known: number, before: CodeBlocks | undefined) {
    this.#state = state;
    this.#size = size;
    this.known = known;
    this.#codes = state.codes.subarray(0, known);
    this.dictionary = new CellDictionary(state.cells.subarray(0, size) as FixedWidthArray, false);
    this.blocks = codeBlocksOf(this.#codes, before);
  }

  /** Undefined where codes do not pay. */
  static of(column: FlatVector): IntegerCoding | undefined {
    const range = rangeOf(column);
    if (!range) return undefined;
    const { min, span } = range;
    const numbers = new Int32Array(Math.ceil(span * growth));
    const cells = column.values.slice(0, 1024) as FixedWidthArray; // integers
    const state: State = { min, numbers, cells, codes: new Int32Array(column.length) };
    const size = addRows(state, 0, column, 0);
    return size === undefined ? undefined : new IntegerCoding(state, size, column.length, undefined);
  }

  codesUpTo(): Int32Array {
    return this.#codes;
  }

  extended(longer: FlatVector): IntegerCoding | undefined {
    if (this.#isShared) return undefined;
    this.#isShared = true;
    const state = this.#state;
    if (state.codes.length < longer.length) {
      const codes = new Int32Array(Math.ceil(longer.length * growth));
      codes.set(this.#codes);
      state.codes = codes;
    }
    const size = addRows(state, this.#size, longer, this.known);
    return size === undefined ? undefined : new IntegerCoding(state, size, longer.length, this.blocks);
  }
}

/** Adds the codes of the rows from one on, and answers how many values there are; undefined where a value is outside of the table, or there are too many. */
function addRows(state: State, before: number, { values, validity, length }: FlatVector, from: number): number | undefined {
  const { min, numbers, codes } = state;
  const cells = values as FixedWidthArray; // integers
  const words = wordsOf(cells);
  const wide = words.length > length;
  const [baseLow, baseHigh] = [min | 0, Math.floor(min / 2 ** 32)];
  let size = before;
  for (let row = from; row < length; row++) {
    if (validity && !hasBit(validity, row)) {
      codes[row] = -1;
      continue;
    }
    const at = wide ? (words[2 * row + 1]! - baseHigh) * 2 ** 32 + ((words[2 * row]! >>> 0) - (baseLow >>> 0)) : words[row]! - min;
    if (!(at >= 0 && at < numbers.length)) return undefined;
    let number = numbers[at]!;
    if (number === 0) {
      if (size * minRowsPerValue >= length) return undefined;
      if (size === state.cells.length) state.cells = growCells(state.cells, 2 * size);
      state.cells[size] = cells[row]!;
      number = numbers[at] = ++size;
    }
    codes[row] = number - 1;
  }
  return size;
}

/** The smallest value and the number of values from it to the largest, if those are few. */
function rangeOf({ values, validity, length }: FlatVector): { readonly min: number; readonly span: number } | undefined {
  const words = wordsOf(values as FixedWidthArray); // integers
  const wide = words.length > length;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < length; row++) {
    if (validity && !hasBit(validity, row)) continue;
    const value = wide ? words[2 * row + 1]! * 2 ** 32 + (words[2 * row]! >>> 0) : words[row]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const span = max - min + 1;
  if (!(span <= maxRange && span <= 4 * length) || !Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return undefined;
  return { min, span };
}
