import type { RowError } from '../../diagnostics/row-error.ts';
import { storageOf } from '../../types/storage.ts';
import type { CodeBlocks } from '../../vectors/code-blocks.ts';
import { sizeOf } from '../../vectors/dictionary.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { DictionaryVector, Vector } from '../../vectors/vector.ts';

/** What rows hold of some columns, as codes of entries: -1, of NULL in all of them, or below `size`. */
export interface Entries {
  readonly codes: Int32Array;
  readonly size: number;
  readonly blocks?: CodeBlocks | undefined;
  readonly errors?: ReadonlyMap<number, RowError> | undefined;
  /** The columns whose rows are the entries of these codes. */
  columns(codes: Int32Array): Vector[];
}

/** The entries of one column. */
export function entriesOfColumn(index: number, vector: DictionaryVector): Entries {
  const { codes, dictionary, blocks, errors } = vector;
  return {
    codes,
    size: sizeOf(dictionary),
    blocks,
    errors,
    columns(chosen) {
      const columns: Vector[] = [];
      columns[index] = chosenEntries(vector, chosen);
      return columns;
    },
  };
}

/** So many combinations are known by their place in an array. */
const maxCombinations = 0x1_0000;
/** Combinations beside so many rows do not pay. */
const maxPerRow = 16;

/** The combinations that the rows of several columns hold, as entries; undefined where they may be too many. */
export function entriesOfColumns(indexes: readonly number[], vectors: readonly DictionaryVector[], length: number): Entries | undefined {
  const sizes = vectors.map(({ dictionary }) => sizeOf(dictionary) + 1);
  const size = sizes.reduce((product, n) => product * n, 1);
  if (size > Math.min(maxCombinations, maxPerRow * length)) return undefined;
  const codes = new Int32Array(length);
  for (const [c, { codes: own }] of vectors.entries()) {
    const factor = sizes[c]!;
    for (let row = 0; row < length; row++) codes[row] = codes[row]! * factor + own[row]! + 1;
  }
  for (let row = 0; row < length; row++) codes[row] = codes[row]! - 1;
  return {
    codes,
    size: size - 1,
    columns(chosen) {
      const columns: Vector[] = [];
      const rest = chosen.map((code) => code + 1);
      for (let c = vectors.length - 1; c >= 0; c--) {
        const factor = sizes[c]!;
        const own = rest.map((place) => (place % factor) - 1);
        for (let i = 0; i < rest.length; i++) rest[i] = (rest[i]! - own[i]! - 1) / factor;
        columns[indexes[c]!] = chosenEntries(vectors[c]!, own);
      }
      return columns;
    },
  };
}

/** Entries of a dictionary as a plain column. */
function chosenEntries({ type, dictionary }: DictionaryVector, codes: Int32Array): Vector {
  const { length } = codes;
  if (storageOf(type) !== 'object') return flattened({ encoding: 'dictionary', type, codes, dictionary, length });
  const values = Array.from(codes, (code) => (code < 0 ? null : dictionary.values[code]));
  return { encoding: 'flat', type, values, validity: undefined, length };
}
