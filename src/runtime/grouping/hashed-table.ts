import { withRoom } from '../../functions/aggregate/states.ts';
import type { BeforeGrowth, KeyTable } from './key-table.ts';

const initialBits = 10;

/** Random odd factors: they make the places of keys differ from process to process, so that nobody can choose keys that collide. */
const [firstFactor, secondFactor] = Array.from({ length: 2 }, () => Math.floor(Math.random() * 2 ** 32) | 1) as [number, number];

/** The place of a key in a table of 2^(32 - shift) places: multiply-shift hashing (M. Dietzfelbinger et al. 1997), mixed once in between. */
function placeOf(first: number, second: number, shift: number): number {
  const h = Math.imul(first, firstFactor);
  return Math.imul((h ^ (h >>> 15)) + second, secondFactor) >>> shift;
}

/** Rows for which a table makes room at once. */
const blockRows = 2048;

/**
 * Numbers distinct keys of one or two 32-bit integers from 0 in the order of their first appearance. Open addressing with linear probing, at most half
 * full; a key lies beside its number, so that a look-up touches one cache line, and counts lie by number, since keys that are new together mostly come
 * together.
 */
export class HashedTable implements KeyTable {
  /** The integers of a place: the key and its number plus one, where 0 is a free place. */
  readonly #width: number;
  readonly #beforeGrowth: BeforeGrowth | undefined;
  #bits = initialBits;
  #places: Int32Array;
  #counts: Int32Array = new Int32Array(1024);
  size = 0;

  /** `parts`: the integers of a key; of single ones the second part is 0. */
  constructor(parts: 1 | 2, beforeGrowth?: BeforeGrowth) {
    this.#width = parts + 1;
    this.#beforeGrowth = beforeGrowth;
    this.#places = new Int32Array(this.#width << initialBits);
  }

  /** The number of a key, new if it has none. */
  add(first: number, second: number): number {
    this.#reserve(1);
    const at = this.#find(first, second);
    const last = at + this.#width - 1;
    if (this.#places[last] !== 0) return this.#places[last]! - 1;
    this.#put(at, first, second, ++this.size);
    return this.size - 1;
  }

  /** The number of a key; -1 if it has none. */
  find(first: number, second: number): number {
    return this.#places[this.#find(first, second) + this.#width - 1]! - 1;
  }

  /** Where a key is, or would be. */
  #find(first: number, second: number): number {
    const places = this.#places;
    const width = this.#width;
    const mask = (1 << this.#bits) - 1;
    for (let place = placeOf(first, second, 32 - this.#bits); ; place = (place + 1) & mask) {
      const at = place * width;
      if (places[at + width - 1] === 0 || (places[at] === first && (width === 2 || places[at + 1] === second))) return at;
    }
  }

  #put(at: number, first: number, second: number, number: number): void {
    this.#places[at] = first;
    if (this.#width === 3) this.#places[at + 1] = second;
    this.#places[at + this.#width - 1] = number;
  }

  /**
   * Writes the number of every row's key, where asked, and the rows with new keys to `fresh`; answers how many those are. The second parts are those of
   * keys of two.
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
    const counts = this.#counts;
    const mask = (1 << this.#bits) - 1;
    const shift = 32 - this.#bits;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const key = keys[row]!;
      let at = 2 * placeOf(key, 0, shift);
      let number = places[at + 1]!;
      while (number !== 0 && places[at] !== key) {
        at = (at + 2) & (2 * mask + 1);
        number = places[at + 1]!;
      }
      if (number === 0) {
        fresh[size - before] = row;
        number = ++size;
        places[at] = key;
        places[at + 1] = number;
      }
      counts[number - 1] = counts[number - 1]! + 1;
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
    const counts = this.#counts;
    const mask = (1 << this.#bits) - 1;
    const shift = 32 - this.#bits;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const a = first[row]!;
      const b = second[row]!;
      let place = placeOf(a, b, shift);
      let at = 3 * place;
      let number = places[at + 2]!;
      while (number !== 0 && (places[at] !== a || places[at + 1] !== b)) {
        place = (place + 1) & mask;
        at = 3 * place;
        number = places[at + 2]!;
      }
      if (number === 0) {
        fresh[size - before] = row;
        number = ++size;
        places[at] = a;
        places[at + 1] = b;
        places[at + 2] = number;
      }
      counts[number - 1] = counts[number - 1]! + 1;
      if (numbers) numbers[row] = number - 1;
    }
    this.size = size;
  }

  takeCounts(counts: Float64Array): void {
    for (let number = 0; number < this.size; number++) counts[number] = counts[number]! + this.#counts[number]!;
    this.#counts.fill(0);
  }

  byteSize(): number {
    return this.#places.byteLength + this.#counts.byteLength;
  }

  /** Makes room for more keys. */
  #reserve(more: number): void {
    this.#counts = withRoom(this.#counts, this.size + more);
    const needed = 2 * (this.size + more);
    if (needed <= 1 << this.#bits) return;
    const before = this.#places;
    const width = this.#width;
    // Tables of many places grow by less, for the sake of memory.
    this.#bits += this.#bits < 20 ? 2 : 1;
    while (needed > 1 << this.#bits) this.#bits++;
    this.#beforeGrowth?.(4 * (width << this.#bits));
    this.#places = new Int32Array(width << this.#bits);
    for (let at = 0; at < before.length; at += width) {
      const number = before[at + width - 1]!;
      if (number === 0) continue;
      const second = width === 3 ? before[at + 1]! : 0;
      this.#put(this.#find(before[at]!, second), before[at]!, second, number);
    }
  }
}
