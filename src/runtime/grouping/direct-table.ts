import { harvest, type KeyTable } from './key-table.ts';

/** The integers of a place. */
const width = 4;

/** Numbers keys from 0 to 2^bits - 1 in the order of their first appearance: the key is its place in an array. */
export class DirectTable implements KeyTable {
  /** Per key: its number plus one, 0 where it has none; and two counts of how often it was added. */
  readonly #places: Int32Array;
  size = 0;

  constructor(bits: number) {
    this.#places = new Int32Array(width * 2 ** bits);
  }

  /** The number of a key; -1 if it has none. */
  find(key: number): number {
    return this.#places[width * key]! - 1;
  }

  /** Writes the number of every row's key, where asked, and the rows with new keys to `fresh`; answers how many those are. */
  addAll(keys: Int32Array, length: number, numbers: Uint32Array | undefined, fresh: Int32Array): number {
    return this.addCodes(keys, 0, undefined, length, numbers, fresh);
  }

  /** The same for keys that are ids[code + 1], or without ids code + first. */
  addCodes(
    codes: Int32Array,
    first: number,
    ids: Int32Array | undefined,
    length: number,
    numbers: Uint32Array | undefined,
    fresh: Int32Array,
  ): number {
    const places = this.#places;
    const before = this.size;
    let size = before;
    for (let row = 0; row < length; row++) {
      const at = width * (ids ? ids[codes[row]! + 1]! : codes[row]! + first);
      let number = places[at]!;
      if (number === 0) {
        fresh[size - before] = row;
        places[at] = number = ++size;
      }
      // Two counts by turns, since adding to one that was just written waits for that write.
      const count = at + 1 + (row & 1);
      places[count] = places[count]! + 1;
      if (numbers) numbers[row] = number - 1;
    }
    this.size = size;
    return size - before;
  }

  takeCounts(counts: Float64Array): void {
    harvest(this.#places, width, 0, counts);
  }

  byteSize(): number {
    return this.#places.byteLength;
  }
}
