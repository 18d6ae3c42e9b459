import { harvest, type KeyTable } from './key-table.ts';

const initialBits = 10;

/** Makes the places of keys in tables differ from process to process, so that nobody can choose keys that collide. */
const seed = Math.floor(Math.random() * 2 ** 32) | 1;

/** Mixes two 32-bit integers (the finalizer of MurmurHash3, A. Appleby, public domain). */
function hashPair(first: number, second: number): number {
  let h = Math.imul(first ^ seed, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** Rows for which a table makes room at once. */
const blockRows = 2048;
/** The integers of a place: the first and second of the key, its number plus one, where 0 is a free place, and how often it was added. */
const width = 4;

/**
 * Numbers distinct keys of two 32-bit integers from 0 in the order of their first appearance. Open addressing with linear probing, at most half
 * full; a key lies beside its number, so that a look-up touches one cache line.
 */
export class HashedTable implements KeyTable {
  #mask = (1 << initialBits) - 1;
  #places = new Int32Array(width << initialBits);
  size = 0;

  /** The number of a key, new if it has none. */
  add(first: number, second: number): number {
    this.#reserve(1);
    const places = this.#places;
    const at = this.#placeOf(first, second);
    if (places[at + 2] !== 0) return places[at + 2]! - 1;
    places[at] = first;
    places[at + 1] = second;
    places[at + 2] = this.size + 1;
    return this.size++;
  }

  /** The number of a key; -1 if it has none. */
  find(first: number, second: number): number {
    return this.#places[this.#placeOf(first, second) + 2]! - 1;
  }

  /** Where a key is, or would be. */
  #placeOf(first: number, second: number): number {
    const places = this.#places;
    const mask = this.#mask;
    let slot = hashPair(first, second) & mask;
    for (;;) {
      const at = slot * width;
      if (places[at + 2] === 0 || (places[at] === first && places[at + 1] === second)) return at;
      slot = (slot + 1) & mask;
    }
  }

  /**
   * Writes the number of every row's key, where asked, and the rows with new keys to `fresh`; answers how many those are. An absent second part is
   * zero.
   */
  addAll(
    first: Int32Array,
    second: Int32Array | undefined,
    length: number,
    numbers: Uint32Array | Int32Array | undefined,
    fresh: Int32Array,
  ): number {
    const before = this.size;
    for (let from = 0; from < length; from += blockRows) {
      const to = Math.min(length, from + blockRows);
      this.#reserve(to - from);
      if (second) this.#addPairs(first, second, from, to, numbers, fresh, before);
      else this.#addSingles(first, from, to, numbers, fresh, before);
    }
    return this.size - before;
  }

  #addSingles(
    keys: Int32Array,
    from: number,
    to: number,
    numbers: Uint32Array | Int32Array | undefined,
    fresh: Int32Array,
    before: number,
  ): void {
    const places = this.#places;
    const mask = this.#mask;
    const step = width;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const key = keys[row]!;
      let slot = hashPair(key, 0) & mask;
      let at = slot * step;
      let number = places[at + 2]!;
      while (number !== 0 && places[at] !== key) {
        slot = (slot + 1) & mask;
        at = slot * step;
        number = places[at + 2]!;
      }
      if (number === 0) {
        fresh[size - before] = row;
        number = ++size;
        places[at] = key;
        places[at + 2] = number;
      }
      places[at + 3] = places[at + 3]! + 1;
      if (numbers) numbers[row] = number - 1;
    }
    this.size = size;
  }

  #addPairs(
    first: Int32Array,
    second: Int32Array,
    from: number,
    to: number,
    numbers: Uint32Array | Int32Array | undefined,
    fresh: Int32Array,
    before: number,
  ): void {
    const places = this.#places;
    const mask = this.#mask;
    const step = width;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const a = first[row]!;
      const b = second[row]!;
      let slot = hashPair(a, b) & mask;
      let at = slot * step;
      let number = places[at + 2]!;
      while (number !== 0 && (places[at] !== a || places[at + 1] !== b)) {
        slot = (slot + 1) & mask;
        at = slot * step;
        number = places[at + 2]!;
      }
      if (number === 0) {
        fresh[size - before] = row;
        number = ++size;
        places[at] = a;
        places[at + 1] = b;
        places[at + 2] = number;
      }
      places[at + 3] = places[at + 3]! + 1;
      if (numbers) numbers[row] = number - 1;
    }
    this.size = size;
  }

  takeCounts(counts: Float64Array): void {
    harvest(this.#places, width, 2, counts);
  }

  byteSize(): number {
    return this.#places.byteLength;
  }

  /** Makes room for more keys. */
  #reserve(more: number): void {
    const before = this.#places;
    const needed = 2 * (this.size + more);
    if (needed <= this.#mask) return;
    let capacity = (this.#mask + 1) * 2;
    while (needed >= capacity) capacity *= 2;
    this.#mask = capacity - 1;
    this.#places = new Int32Array(capacity * width);
    for (let at = 0; at < before.length; at += width) {
      if (before[at + 2] === 0) continue;
      const to = this.#placeOf(before[at]!, before[at + 1]!);
      this.#places[to] = before[at]!;
      this.#places[to + 1] = before[at + 1]!;
      this.#places[to + 2] = before[at + 2]!;
      this.#places[to + 3] = before[at + 3]!;
    }
  }
}
