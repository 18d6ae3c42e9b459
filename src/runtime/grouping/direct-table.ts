import { withRoom } from '../../functions/aggregate/states.ts';
import { blockRows, type CodeBlocks } from '../../vectors/code-blocks.ts';
import type { KeyIds } from './key-encoder.ts';
import { type KeyTable, shareId } from './key-table.ts';

/** Numbers keys from 0 to 2^bits - 1 in the order of their first appearance: the key is its place in an array. */
export class DirectTable implements KeyTable {
  /** Per key: its number plus one, 0 where it has none. */
  readonly #places: Int32Array;
  /** Per number: two counts of how often its key was added, by turns, since adding to a count that was just written waits for that write. */
  #counts: Int32Array = new Int32Array(2048);
  size = 0;

  constructor(bits: number) {
    this.#places = new Int32Array(2 ** bits);
  }

  /** The number of a key; -1 if it has none. */
  find(key: number): number {
    return this.#places[key]! - 1;
  }

  /**
   * Writes the number of every row's key, which is ids[code + 1], or without ids code + first, and the rows with new keys to `fresh`; answers how many
   * those are.
   */
  addAll({ codes, ids, blocks }: KeyIds, first: number, length: number, numbers: Uint32Array, fresh: Int32Array): number {
    const before = this.size;
    if (blocks) this.#addBlocks(codes, ids, first, blocks, length, numbers, fresh);
    else if (comesInRuns(codes, ids, length)) this.#addRuns(codes, ids, first, length, numbers, fresh);
    else this.#addEach(codes, ids, first, 0, length, numbers, fresh, 0);
    return this.size - before;
  }

  /** Blocks of rows with one key are added at once. */
  #addBlocks(
    codes: Int32Array,
    ids: Int32Array | undefined,
    first: number,
    { min, max }: CodeBlocks,
    length: number,
    numbers: Uint32Array,
    fresh: Int32Array,
  ): void {
    const before = this.size;
    for (let block = 0, from = 0; from < length; block++, from += blockRows) {
      const to = Math.min(length, from + blockRows);
      const low = min[block]!;
      const number = this.#places[ids ? ids[low + 1]! : low + first]! - 1;
      if (number >= 0 && shareId(ids, low, max[block]!)) {
        numbers.fill(number, from, to);
        this.#counts[2 * number] = this.#counts[2 * number]! + (to - from);
      } else this.#addEach(codes, ids, first, from, to, numbers, fresh, this.size - before);
    }
  }

  #addEach(
    codes: Int32Array,
    ids: Int32Array | undefined,
    first: number,
    from: number,
    to: number,
    numbers: Uint32Array,
    fresh: Int32Array,
    added: number,
  ): void {
    const places = this.#places;
    let counts = this.#counts;
    let size = this.size;
    let found = added;
    for (let row = from; row < to; row++) {
      const key = ids ? ids[codes[row]! + 1]! : codes[row]! + first;
      let number = places[key]! - 1;
      if (number < 0) {
        fresh[found++] = row;
        number = size;
        places[key] = ++size;
        if (2 * size > counts.length) counts = this.#counts = withRoom(counts, 2 * size);
      }
      const count = 2 * number + (row & 1);
      counts[count] = counts[count]! + 1;
      numbers[row] = number;
    }
    this.size = size;
  }

  /** The same where a key is mostly that of the row before, as of times: a run is counted in a register. Elsewhere the branch would be guessed wrongly. */
  #addRuns(codes: Int32Array, ids: Int32Array | undefined, first: number, length: number, numbers: Uint32Array, fresh: Int32Array): void {
    const places = this.#places;
    let counts = this.#counts;
    let size = this.size;
    let found = 0;
    let last = -1;
    let number = 0;
    let run = 0;
    for (let row = 0; row < length; row++) {
      const key = ids ? ids[codes[row]! + 1]! : codes[row]! + first;
      if (key === last) run++;
      else {
        counts[2 * number] = counts[2 * number]! + run;
        last = key;
        run = 1;
        number = places[key]! - 1;
        if (number < 0) {
          fresh[found++] = row;
          number = size;
          places[key] = ++size;
          if (2 * size > counts.length) counts = this.#counts = withRoom(counts, 2 * size);
        }
      }
      numbers[row] = number;
    }
    counts[2 * number] = counts[2 * number]! + run;
    this.size = size;
  }

  takeCounts(counts: Float64Array): void {
    for (let number = 0; number < this.size; number++)
      counts[number] = counts[number]! + this.#counts[2 * number]! + this.#counts[2 * number + 1]!;
    this.#counts.fill(0);
  }

  byteSize(): number {
    return this.#places.byteLength + this.#counts.byteLength;
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
