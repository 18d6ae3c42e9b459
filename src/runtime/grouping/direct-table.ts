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
    const before = this.size;
    if (comesInRuns(codes, ids, length)) this.#addRuns(codes, first, ids, length, numbers, fresh);
    else this.#addEach(codes, first, ids, length, numbers, fresh);
    return this.size - before;
  }

  #addEach(
    codes: Int32Array,
    first: number,
    ids: Int32Array | undefined,
    length: number,
    numbers: Uint32Array | undefined,
    fresh: Int32Array,
  ): void {
    const places = this.#places;
    const step = width;
    const before = this.size;
    let size = before;
    for (let row = 0; row < length; row++) {
      const at = step * (ids ? ids[codes[row]! + 1]! : codes[row]! + first);
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
  }

  /** The same where a key is mostly that of the row before, as of times: a run is counted in a register. Elsewhere the branch would be guessed wrongly. */
  #addRuns(
    codes: Int32Array,
    first: number,
    ids: Int32Array | undefined,
    length: number,
    numbers: Uint32Array | undefined,
    fresh: Int32Array,
  ): void {
    const places = this.#places;
    const step = width;
    const before = this.size;
    let size = before;
    let last = -1;
    let number = 0;
    let run = 0;
    for (let row = 0; row < length; row++) {
      const at = step * (ids ? ids[codes[row]! + 1]! : codes[row]! + first);
      if (at === last) run++;
      else {
        if (run > 0) places[last + 1] = places[last + 1]! + run;
        last = at;
        run = 1;
        number = places[at]!;
        if (number === 0) {
          fresh[size - before] = row;
          places[at] = number = ++size;
        }
      }
      if (numbers) numbers[row] = number - 1;
    }
    if (run > 0) places[last + 1] = places[last + 1]! + run;
    this.size = size;
  }

  takeCounts(counts: Float64Array): void {
    harvest(this.#places, width, 0, counts);
  }

  byteSize(): number {
    return this.#places.byteLength;
  }
}

/** Whether most rows in the middle of a batch have the key of the row before. */
function comesInRuns(codes: Int32Array, ids: Int32Array | undefined, length: number): boolean {
  const from = length >> 1;
  const to = Math.min(length, from + 64);
  let same = 0;
  for (let row = from + 1; row < to; row++) {
    const before = codes[row - 1]!;
    const here = codes[row]!;
    if (ids ? ids[before + 1] === ids[here + 1] : before === here) same++;
  }
  return same > 48;
}
