import { compareText } from '../types/compare-text.ts';
import type { DataType } from '../types/data-type.ts';
import { cellBytes } from '../types/values.ts';
import type { Dictionary, DictionaryVector, FixedWidthArray, Vector } from './vector.ts';

/** A string column as codes into its distinct values, for {@link Table.fromColumns}; a negative code is NULL. */
export interface DictionaryColumn {
  readonly codes: Int32Array;
  readonly values: readonly string[];
}

/** A string column from codes into its distinct values; a negative code is NULL. */
export function dictionary(codes: ArrayLike<number>, values: readonly string[]): DictionaryColumn {
  return { codes: codes instanceof Int32Array ? codes : Int32Array.from(codes), values };
}

/** The number of entries. */
export const sizeOf = (dictionary: Dictionary): number => (dictionary.cells ?? dictionary.values).length;

/** A dictionary of numbers, whose values are made of its cells when they are asked for. */
export class CellDictionary implements Dictionary {
  readonly cells: FixedWidthArray;
  readonly repeats: boolean;
  #values: readonly unknown[] | undefined;

  constructor(cells: FixedWidthArray, repeats: boolean) {
    this.cells = cells;
    this.repeats = repeats;
  }

  get values(): readonly unknown[] {
    return (this.#values ??= Array.from<unknown>(this.cells));
  }
}

/** Places of strings that came lately; a power of two. */
const recentPlaces = 1024;

/** Collects distinct strings and assigns their codes. */
export class DictionaryBuilder implements Dictionary {
  readonly values: unknown[] = [];
  readonly #codes = new Map<unknown, number>();
  #bytes = 0;
  // Finding a string in a map hashes all of it; one that came lately is compared with at once.
  readonly #recent: string[] = [];
  readonly #recentCodes: number[] = [];

  /** A dictionary that begins with these values, in their order; of equal values the first has their code. */
  static of(values: readonly unknown[]): DictionaryBuilder {
    const builder = new DictionaryBuilder();
    for (const [code, value] of values.entries()) {
      builder.values.push(value);
      builder.#bytes += 40 + cellBytes(value);
      if (!builder.#codes.has(value)) builder.#codes.set(value, code);
    }
    return builder;
  }

  /** The code of a value, new if it has none. */
  add(value: unknown): number {
    if (typeof value !== 'string') return this.#intern(value);
    const place = recentPlace(value);
    if (this.#recent[place] === value) return this.#recentCodes[place]!;
    const code = this.#intern(value);
    if (this.#recent.length === 0) {
      this.#recent.length = recentPlaces;
      this.#recentCodes.length = recentPlaces;
    }
    this.#recent[place] = this.values[code] as string; // the value that was just interned
    this.#recentCodes[place] = code;
    return code;
  }

  #intern(value: unknown): number {
    let code = this.#codes.get(value);
    if (code === undefined) {
      code = this.values.length;
      this.values.push(value);
      this.#codes.set(value, code);
      this.#bytes += 40 + cellBytes(value);
    }
    return code;
  }

  /** The code of a value; undefined if it has none. */
  find(value: unknown): number | undefined {
    return this.#codes.get(value);
  }

  /** Estimated bytes in use. */
  byteSize(): number {
    return this.#bytes + 16 * this.#recent.length;
  }
}

/** A place by the length of a string and four of its characters. */
function recentPlace(string: string): number {
  const { length } = string;
  if (length === 0) return 0;
  const ends = string.charCodeAt(0) * 31 + string.charCodeAt(length - 1);
  const middle = string.charCodeAt(length >> 1) * 31 + string.charCodeAt((length * 3) >> 2);
  return (ends * 37 + middle * 101 + length) & (recentPlaces - 1);
}

/**
 * Dictionary-encodes strings if that pays: gives up when more than half of the first rows are
 * distinct, and returns undefined.
 */
export function encodeStrings(type: DataType, strings: readonly (string | null)[]): DictionaryVector | undefined {
  const builder = new DictionaryBuilder();
  const codes = new Int32Array(strings.length);
  for (let row = 0; row < strings.length; row++) {
    const string = strings[row];
    codes[row] = string === null || string === undefined ? -1 : builder.add(string);
    if ((row & (row + 1)) === 0 && row >= 1023 && builder.values.length > row / 2) return undefined;
  }
  return { encoding: 'dictionary', type, codes, dictionary: builder, length: strings.length };
}

/** The vector with its strings dictionary-encoded regardless of cost; vectors of other types are returned unchanged. */
export function dictionaryEncoded(vector: Vector): Vector {
  if (vector.encoding !== 'flat' || vector.type.kind !== 'varchar') return vector;
  const builder = new DictionaryBuilder();
  const codes = Int32Array.from(vector.values as readonly unknown[], (string) => (string === null ? -1 : builder.add(string)));
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
  return keepRanks(
    dictionary,
    Int32Array.from(values.keys()).sort((a, b) => compareText(values[a]!, values[b]!)),
  );
}

/** Keeps the ranks of the entries, whose numbers are given in the order of strings. */
export function keepRanks(dictionary: Dictionary, order: Int32Array): Int32Array {
  const values = dictionary.values as readonly string[];
  const ranks = new Int32Array(order.length);
  for (let i = 0, rank = 0; i < order.length; i++) {
    // Equal values have one rank.
    if (i > 0 && values[order[i]!] !== values[order[i - 1]!]) rank = i;
    ranks[order[i]!] = rank;
  }
  ranksOfDictionaries.set(dictionary, ranks);
  return ranks;
}

/** The ranks that {@link ranksOf} found before, if they are still complete. */
export function knownRanks(dictionary: Dictionary): Int32Array | undefined {
  const ranks = ranksOfDictionaries.get(dictionary);
  return ranks?.length === sizeOf(dictionary) ? ranks : undefined;
}
