import { withRoom } from '../../functions/aggregate/states.ts';
import { blockRows, type CodeBlocks } from '../../vectors/code-blocks.ts';
import type { KeyIds } from './key-encoder.ts';
import { type KeyTable, shareId } from './key-table.ts';

/** Counts how often keys from 0 to 2^bits - 1 were added, and numbers them in the order of their first appearance; a row's number cannot be asked. */
export class CountTable implements KeyTable {
  /** Per key: one more than how often it was added since the counts were last taken; 0 if it never was. */
  readonly #places: Int32Array;
  /** The keys by their numbers. */
  #keys: Int32Array = new Int32Array(1024);
  size = 0;

  constructor(bits: number) {
    this.#places = new Int32Array(2 ** bits);
  }

  /** Counts the keys of rows, which are ids[code + 1], or without ids code + first, and writes the rows with new keys to `fresh`; answers how many those are. */
  addAll({ codes, ids, blocks }: KeyIds, first: number, length: number, fresh: Int32Array): number {
    const before = this.size;
    if (blocks) this.#addBlocks(codes, ids, first, blocks, length, fresh);
    else this.#addRows(codes, ids, first, 0, length, fresh, 0);
    return this.size - before;
  }

  /** Blocks of rows with one key are counted at once. */
  #addBlocks(
    codes: Int32Array,
    ids: Int32Array | undefined,
    first: number,
    { min, max }: CodeBlocks,
    length: number,
    fresh: Int32Array,
  ): void {
    const before = this.size;
    const places = this.#places;
    for (let block = 0, from = 0; from < length; block++, from += blockRows) {
      const to = Math.min(length, from + blockRows);
      const low = min[block]!;
      const key = ids ? ids[low + 1]! : low + first;
      const known = places[key]! > 0 && shareId(ids, low, max[block]!);
      if (known) places[key] = places[key]! + (to - from);
      else this.#addRows(codes, ids, first, from, to, fresh, this.size - before);
    }
  }

  #addRows(
    codes: Int32Array,
    ids: Int32Array | undefined,
    first: number,
    from: number,
    to: number,
    fresh: Int32Array,
    added: number,
  ): void {
    const places = this.#places;
    let keys = this.#keys;
    let size = this.size;
    let found = added;
    for (let row = from; row < to; row++) {
      const key = ids ? ids[codes[row]! + 1]! : codes[row]! + first;
      let place = places[key]!;
      if (place === 0) {
        fresh[found++] = row;
        if (size === keys.length) keys = this.#keys = withRoom(keys, size + 1);
        keys[size++] = key;
        place = 1;
      }
      places[key] = place + 1;
    }
    this.size = size;
  }

  takeCounts(counts: Float64Array): void {
    const keys = this.#keys;
    const places = this.#places;
    for (let number = 0; number < this.size; number++) {
      const key = keys[number]!;
      counts[number] = counts[number]! + (places[key]! - 1);
      places[key] = 1;
    }
  }

  byteSize(): number {
    return this.#places.byteLength + this.#keys.byteLength;
  }
}
