import type { SortKey } from '../../operators/plan/plan.ts';
import { storageOf } from '../../types/storage.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { knownRanks, ranksOf } from '../../vectors/dictionary.ts';
import { flattened } from '../../vectors/flatten.ts';
import { rowsFrom } from '../../vectors/selection.ts';
import type { DictionaryVector, FlatVector, Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import { paysToRank } from './row-order.ts';

/** Digits of 11 bits: their counters stay in the first cache. Three make a word. */
const digitBits = 11;
const digits = 2 ** digitBits;
const shifts = [0, digitBits, 2 * digitBits] as const;
/** Rows between two turns. */
const chunkRows = 0x1_0000;

/** A key column whose order is that of words of 32 bits per row. */
export interface RadixKey {
  readonly key: SortKey;
  readonly column: Vector;
  /** Of strings: their ranks by code. */
  readonly ranks: Int32Array | undefined;
}

/** The keys, if all of them are numbers, times, booleans, or strings with known ranks or with few distinct values. */
export function radixKeys(keys: readonly SortKey[], columns: readonly Vector[]): readonly RadixKey[] | undefined {
  const found: RadixKey[] = [];
  for (const [i, key] of keys.entries()) {
    const column = columns[i]!;
    if (storageOf(column.type) !== 'object') found.push({ key, column: flattened(column), ranks: undefined });
    else if (column.encoding === 'dictionary' && column.type.kind === 'varchar') {
      const ranks = paysToRank(column) ? ranksOf(column.dictionary) : knownRanks(column.dictionary);
      if (!ranks) return undefined;
      found.push({ key, column, ranks });
    } else return undefined;
  }
  return found;
}

/**
 * The row numbers 0 … length - 1 in the order of the keys, stable: a radix sort from the least significant digit of the last key on (D. Knuth, The Art of
 * Computer Programming 3, 5.2.5), which leaves out digits that all rows share. O(rows) per key; yields often enough to be interrupted.
 */
export function* radixSort(length: number, keys: readonly RadixKey[]): Generator<void, Int32Array> {
  let rows: Int32Array = rowsFrom(0, length);
  let spare: Int32Array = new Int32Array(length);
  const low = new KeyWords(length);
  const high = new KeyWords(length);
  let carried: Int32Array = new Int32Array(length);
  for (const key of keys.toReversed()) {
    const words = yield* key.ranks ? rankWords(key, low) : numberWords(key, low, high);
    for (const word of words) {
      const differing = shifts.filter((_, digit) => !word.isShared(digit));
      if (differing.length === 0) continue;
      // Words move with their rows, so that they are read one after the other.
      for (let from = 0; from < length; from += chunkRows) {
        gather(rows, word.values, carried, from, Math.min(length, from + chunkRows));
        yield;
      }
      for (const shift of differing) {
        const places = placesOf(word.counts[shifts.indexOf(shift)]!);
        for (let from = 0; from < length; from += chunkRows) {
          scatter(rows, spare, carried, word.values, shift, places, from, Math.min(length, from + chunkRows));
          yield;
        }
        [rows, spare] = [spare, rows];
        [carried, word.values] = [word.values, carried];
      }
    }
    const { column } = key;
    if (column.encoding !== 'flat' || !column.validity) continue;
    yield* splitNulls(rows, spare, column.validity, key.key.nullsFirst);
    [rows, spare] = [spare, rows];
  }
  return rows;
}

/** The bytes that {@link radixSort} takes for so many rows. */
export const radixSortBytes = (length: number): number => 20 * length;

/** One word of a key per row. */
class KeyWords {
  values: Int32Array;
  /** Per digit: how often it has each value. */
  readonly counts = shifts.map(() => new Int32Array(digits));

  constructor(length: number) {
    this.values = new Int32Array(length);
  }

  /** Counts the digits of the rows from..to, which were just written. */
  count(from: number, to: number): void {
    if (from === 0) for (const counts of this.counts) counts.fill(0);
    const [first, second, third] = this.counts as [Int32Array, Int32Array, Int32Array]; // one per shift
    const { values } = this;
    for (let row = from; row < to; row++) {
      const word = values[row]!;
      first[word & (digits - 1)]!++;
      second[(word >>> shifts[1]) & (digits - 1)]!++;
      third[word >>> shifts[2]]!++;
    }
  }

  /** Whether all rows have the same digit. */
  isShared(digit: number): boolean {
    return this.counts[digit]!.includes(this.values.length);
  }
}

/** Where the rows with each value of a digit begin. */
function placesOf(counts: Int32Array): Int32Array {
  const places = new Int32Array(digits);
  for (let digit = 1; digit < digits; digit++) places[digit] = places[digit - 1]! + counts[digit - 1]!;
  return places;
}

/** Moves rows and their words to the places of a digit. */
function scatter(
  rows: Int32Array,
  outRows: Int32Array,
  words: Int32Array,
  outWords: Int32Array,
  shift: number,
  places: Int32Array,
  from: number,
  to: number,
): void {
  const mask = digits - 1;
  for (let i = from; i < to; i++) {
    const word = words[i]!;
    const digit = (word >>> shift) & mask;
    const place = places[digit]!;
    places[digit] = place + 1;
    outRows[place] = rows[i]!;
    outWords[place] = word;
  }
}

function gather(rows: Int32Array, words: Int32Array, out: Int32Array, from: number, to: number): void {
  for (let i = from; i < to; i++) out[i] = words[rows[i]!]!;
}

/** Moves the rows that are NULL to one end, in their order. */
function* splitNulls(rows: Int32Array, out: Int32Array, validity: Uint8Array, nullsFirst: boolean): Generator<void> {
  let count = 0;
  for (const nulls of [nullsFirst, !nullsFirst]) {
    for (let from = 0; from < rows.length; from += chunkRows) {
      const to = Math.min(rows.length, from + chunkRows);
      for (let i = from; i < to; i++) if (hasBit(validity, rows[i]!) !== nulls) out[count++] = rows[i]!;
      yield;
    }
  }
}

/** Ranks of strings from 1 on, between the two places of NULL. */
function* rankWords({ key, column, ranks }: RadixKey, low: KeyWords): Generator<void, KeyWords[]> {
  const { codes } = column as DictionaryVector; // columns with ranks have codes
  const size = ranks!.length;
  const ofNull = key.nullsFirst ? 0 : size + 1;
  const sign = key.descending ? -1 : 1;
  const zero = key.descending ? size : 1;
  for (let from = 0; from < codes.length; from += chunkRows) {
    const to = Math.min(codes.length, from + chunkRows);
    for (let row = from; row < to; row++) {
      const code = codes[row]!;
      low.values[row] = code < 0 ? ofNull : zero + sign * ranks![code]!;
    }
    low.count(from, to);
    yield;
  }
  return [low];
}

/** The words of numbers, the low ones first. */
function* numberWords({ key, column }: RadixKey, low: KeyWords, high: KeyWords): Generator<void, KeyWords[]> {
  const { values } = column as FlatVector & { readonly values: Exclude<FlatVector['values'], readonly unknown[]> }; // the storage is not 'object'
  const { length } = values;
  // All bits of descending keys are turned, and so is the sign, since negative numbers come first.
  const turn = key.descending ? -1 : 0;
  const signTurn = turn ^ 0x8000_0000;
  const wide = values instanceof BigInt64Array || values instanceof Float64Array;
  for (let from = 0; from < length; from += chunkRows) {
    const to = Math.min(length, from + chunkRows);
    if (values instanceof BigInt64Array) writeIntegers(wordsOf(values.subarray(from, to)), from, low.values, high.values, turn, signTurn);
    else if (values instanceof Float64Array) writeDoubles(values.subarray(from, to), from, low.values, high.values, turn);
    else for (let row = from; row < to; row++) low.values[row] = values[row]! ^ signTurn;
    low.count(from, to);
    if (wide) high.count(from, to);
    yield;
  }
  return wide ? [low, high] : [low];
}

function writeIntegers(words: Int32Array, from: number, low: Int32Array, high: Int32Array, turn: number, signTurn: number): void {
  for (let i = 0; 2 * i < words.length; i++) {
    low[from + i] = words[2 * i]! ^ turn;
    high[from + i] = words[2 * i + 1]! ^ signTurn;
  }
}

/** The bits of doubles: those of negative ones are turned, since the largest comes first. Zero has one sign, and NaN, which comes last, one bit pattern. */
function writeDoubles(values: Float64Array, from: number, low: Int32Array, high: Int32Array, turn: number): void {
  const cells = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    cells[i] = value === value ? value + 0 : Number.NaN;
  }
  const words = wordsOf(cells);
  for (let i = 0; i < values.length; i++) {
    const sign = words[2 * i + 1]! >> 31;
    low[from + i] = words[2 * i]! ^ sign ^ turn;
    high[from + i] = words[2 * i + 1]! ^ (sign | 0x8000_0000) ^ turn;
  }
}
