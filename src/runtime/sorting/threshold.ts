import type { SortKey } from '../../operators/plan/plan.ts';
import { storageOf } from '../../types/storage.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { knownRanks, sizeOf } from '../../vectors/dictionary.ts';
import { flattened } from '../../vectors/flatten.ts';
import { rowsFrom, rowsMarked } from '../../vectors/selection.ts';
import { cellReader, type Dictionary, type Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';

/** The rows of a key column that may still be among the first; undefined where it does not know. */
export type Threshold = (keys: Vector) => Int32Array | undefined;

/**
 * What a row must pass to stand before the last of the rows that are kept, by its first key alone: one comparison with a constant per row. Undefined
 * where the key is neither a number nor a string with a known rank, or that row has none. `ties`: rows with the same key may pass, since other keys decide.
 */
export function thresholdOf(key: SortKey, keys: Vector, lastRow: number, ties: boolean): Threshold | undefined {
  const storage = storageOf(key.value.type);
  const bound = cellReader(keys)(lastRow);
  if (bound !== null && key.value.type.kind === 'varchar' && keys.encoding === 'dictionary')
    return rankThreshold(key, keys.dictionary, keys.codes[lastRow]!, ties);
  if (bound === null || storage === 'object' || storage === 'uint8') return undefined;
  const passing =
    storage === 'int64' ? int64Threshold(bound as bigint, key.descending, ties) : numberThreshold(bound as number, key.descending, ties);
  return (column) => {
    const { values, validity, length } = flattened(column);
    const passed: number[] = []; // few rows pass, so that no array for all of them is made
    // NULLs are let through where they come first, and left out where they come last.
    const skip = validity && ((row: number) => !hasBit(validity, row));
    passing(values as Float64Array & BigInt64Array, passed);
    const rows = Int32Array.from(passed);
    if (!skip) return rows;
    const present = rows.filter((row) => !skip(row));
    if (!key.nullsFirst) return present;
    const nulls = rowsFrom(0, length).filter(skip);
    return Int32Array.from([...present, ...nulls]).sort();
  };
}

/** Strings of the same dictionary, compared by their ranks in it. */
function rankThreshold({ descending, nullsFirst }: SortKey, dictionary: Dictionary, bound: number, ties: boolean): Threshold | undefined {
  const ranks = knownRanks(dictionary);
  if (!ranks) return undefined;
  // Per entry, from NULL on: whether its rows pass.
  const marks = new Uint8Array(ranks.length + 1);
  marks[0] = nullsFirst ? 1 : 0;
  for (let code = 0; code < ranks.length; code++) {
    const order = (ranks[code]! - ranks[bound]!) * (descending ? -1 : 1);
    if (order < 0 || (ties && order === 0)) marks[code + 1] = 1;
  }
  return (column) => {
    if (column.encoding !== 'dictionary' || column.dictionary !== dictionary || sizeOf(dictionary) > ranks.length) return undefined;
    return rowsMarked(column.codes, marks);
  };
}

/** NaN comes after every number. */
function numberThreshold(bound: number, descending: boolean, ties: boolean): (values: Float64Array, out: number[]) => void {
  if (bound !== bound)
    return (values, out) => selectNumbers(values, out, (value) => (descending ? ties && value !== value : ties || value === value));
  if (descending) return (values, out) => selectAbove(values, out, bound, ties);
  return (values, out) => selectBelow(values, out, bound, ties);
}

function selectNumbers(values: Float64Array, out: number[], test: (value: number) => boolean): void {
  for (let row = 0; row < values.length; row++) if (test(values[row]!)) out.push(row);
}

function selectAbove(values: Float64Array, out: number[], bound: number, ties: boolean): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value <= bound && !(ties && value === bound)) continue;
    out.push(row);
  }
}

function selectBelow(values: Float64Array, out: number[], bound: number, ties: boolean): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value < bound || (ties && value === bound)) out.push(row);
  }
}

/** Integers of 64 bits, compared by halves. */
function int64Threshold(bound: bigint, descending: boolean, ties: boolean): (values: BigInt64Array, out: number[]) => void {
  const [boundLow, boundHigh] = [Number(BigInt.asUintN(32, bound)), Number(bound >> 32n)];
  const sign = descending ? 1 : -1;
  return (values, out) => {
    const words = wordsOf(values);
    for (let row = 0; row < values.length; row++) {
      const high = words[2 * row + 1]!;
      const order = sign * (high === boundHigh ? (words[2 * row]! >>> 0) - boundLow : high - boundHigh);
      if (order > 0 || (ties && order === 0)) out.push(row);
    }
  };
}
