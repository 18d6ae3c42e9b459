import { compareText } from '../types/compare-text.ts';
import type { DataType } from '../types/data-type.ts';
import { cellBytes } from '../types/values.ts';
import type { Dictionary, DictionaryVector, Vector } from './vector.ts';

/** A text column given as codes into its distinct values, as {@link Table.fromColumns} takes it; a negative code is NULL. */
export interface DictionaryColumn {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** Describes a text column by codes into its distinct values; a negative code is NULL. */
export function dictionary(codes: ArrayLike<number>, values: readonly string[]): DictionaryColumn {
  return { codes: codes instanceof Int32Array ? codes : Int32Array.from(codes), values };
}

/** Collects distinct texts and hands out their codes. */
export class DictionaryBuilder {
  readonly values: unknown[] = [];
  readonly #codes = new Map<unknown, number>();
  #bytes = 0;

  /** The code of a value, new or old. */
  add(value: unknown): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.values.length;
      this.values.push(value);
      this.#codes.set(value, code);
      this.#bytes += 40 + cellBytes(value);
    }
    return code;
  }

  /** The code of a value, or undefined where it has none. */
  find(value: unknown): number | undefined {
    return this.#codes.get(value);
  }

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.#bytes;
  }
}

/**
 * Encodes texts by their distinct values, unless that does not pay: given up when more than half of the first rows are
 * distinct. Answers undefined then.
 */
export function encodeTexts(type: DataType, texts: readonly (string | null)[]): DictionaryVector | undefined {
  const builder = new DictionaryBuilder();
  const codes = new Int32Array(texts.length);
  for (let row = 0; row < texts.length; row++) {
    const text = texts[row];
    codes[row] = text === null || text === undefined ? -1 : builder.add(text);
    if ((row & (row + 1)) === 0 && row >= 1023 && builder.values.length > row / 2) return undefined;
  }
  return { encoding: 'dictionary', type, codes, dictionary: builder, length: texts.length };
}

/** The vector with its texts dictionary-encoded, whatever it costs; other types come back as they are. */
export function dictionaryEncoded(vector: Vector): Vector {
  if (vector.encoding !== 'flat' || vector.type.kind !== 'varchar') return vector;
  const builder = new DictionaryBuilder();
  const codes = Int32Array.from(vector.values as readonly unknown[], (text) => (text === null ? -1 : builder.add(text)));
  return {
    encoding: 'dictionary',
    type: vector.type,
    codes,
    dictionary: builder,
    length: vector.length,
    errors: vector.errors,
  };
}

const ranksOfDictionaries = new WeakMap<Dictionary, Int32Array>();

/** The rank of each entry in the order of strings, kept with the dictionary until it grows. O(n log n) the first time. */
export function ranksOf(dictionary: Dictionary): Int32Array {
  const values = dictionary.values as readonly string[];
  const known = knownRanks(dictionary);
  if (known) return known;
  const order = Int32Array.from(values.keys()).sort((a, b) => compareText(values[a]!, values[b]!));
  const ranks = new Int32Array(values.length);
  order.forEach((code, rank) => {
    ranks[code] = rank;
  });
  ranksOfDictionaries.set(dictionary, ranks);
  return ranks;
}

/** The ranks that {@link ranksOf} found before, if they are still complete. */
export function knownRanks(dictionary: Dictionary): Int32Array | undefined {
  const ranks = ranksOfDictionaries.get(dictionary);
  return ranks?.length === dictionary.values.length ? ranks : undefined;
}
