const initialBits = 10;

/** Makes the places of keys in tables differ from process to process, so that nobody can choose keys that collide. */
const seed = Math.floor(Math.random() * 2 ** 32) | 1;

/** Mixes two 32-bit integers (the finalizer of MurmurHash3, A. Appleby, public domain). */
export function hashPair(first: number, second: number): number {
  let h = Math.imul(first ^ seed, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * Numbers distinct keys of one or two 32-bit integers from 0 in the order of their first appearance. Open addressing with linear probing over parallel
 * arrays, at most half full.
 */
export class HashedTable {
  #mask = (1 << initialBits) - 1;
  /** Per place: the number of the key there plus one; 0 is a free place. */
  #slots = new Int32Array(1 << initialBits);
  #first = new Int32Array(1 << initialBits);
  #second: Int32Array | undefined;
  size = 0;

  /** `wide`: keys have two integers. */
  constructor(wide: boolean) {
    this.#second = wide ? new Int32Array(1 << initialBits) : undefined;
  }

  /** The number of a key, new if it has none. */
  add(first: number, second: number): number {
    if (this.size * 2 >= this.#mask) this.#grow();
    const slots = this.#slots;
    let at = hashPair(first, second) & this.#mask;
    for (;;) {
      const id = slots[at]! - 1;
      if (id < 0) break;
      if (this.#first[id] === first && (!this.#second || this.#second[id] === second)) return id;
      at = (at + 1) & this.#mask;
    }
    this.#first[this.size] = first;
    if (this.#second) this.#second[this.size] = second;
    slots[at] = this.size + 1;
    return this.size++;
  }

  /** The number of a key; -1 if it has none. */
  find(first: number, second: number): number {
    let at = hashPair(first, second) & this.#mask;
    for (;;) {
      const id = this.#slots[at]! - 1;
      if (id < 0 || (this.#first[id] === first && (!this.#second || this.#second[id] === second))) return id;
      at = (at + 1) & this.#mask;
    }
  }

  /** Writes the number of every row's key, and the rows with new keys to `fresh`; answers how many those are. */
  addAll(first: Int32Array, second: Int32Array | undefined, length: number, numbers: Uint32Array | Int32Array, fresh: Int32Array): number {
    const before = this.size;
    for (let from = 0; from < length; from += blockRows) {
      const to = Math.min(length, from + blockRows);
      while ((this.size + to - from) * 2 >= this.#mask) this.#grow();
      if (second && this.#second) this.#addPairs(first, second, from, to, numbers, fresh, before);
      else this.#addSingles(first, from, to, numbers, fresh, before);
    }
    return this.size - before;
  }

  #addSingles(keys: Int32Array, from: number, to: number, numbers: Uint32Array | Int32Array, fresh: Int32Array, before: number): void {
    const slots = this.#slots;
    const known = this.#first;
    const mask = this.#mask;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const key = keys[row]!;
      let at = hashPair(key, 0) & mask;
      let id = slots[at]! - 1;
      while (id >= 0 && known[id] !== key) {
        at = (at + 1) & mask;
        id = slots[at]! - 1;
      }
      if (id < 0) {
        id = size++;
        slots[at] = size;
        known[id] = key;
        fresh[id - before] = row;
      }
      numbers[row] = id;
    }
    this.size = size;
  }

  #addPairs(
    first: Int32Array,
    second: Int32Array,
    from: number,
    to: number,
    numbers: Uint32Array | Int32Array,
    fresh: Int32Array,
    before: number,
  ): void {
    const slots = this.#slots;
    const knownFirst = this.#first;
    const knownSecond = this.#second!; // this table is wide
    const mask = this.#mask;
    let size = this.size;
    for (let row = from; row < to; row++) {
      const a = first[row]!;
      const b = second[row]!;
      let at = hashPair(a, b) & mask;
      let id = slots[at]! - 1;
      while (id >= 0 && (knownFirst[id] !== a || knownSecond[id] !== b)) {
        at = (at + 1) & mask;
        id = slots[at]! - 1;
      }
      if (id < 0) {
        id = size++;
        slots[at] = size;
        knownFirst[id] = a;
        knownSecond[id] = b;
        fresh[id - before] = row;
      }
      numbers[row] = id;
    }
    this.size = size;
  }

  byteSize(): number {
    return this.#slots.byteLength + this.#first.byteLength + (this.#second?.byteLength ?? 0);
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const widen = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(capacity / 2);
      grown.set(values.subarray(0, this.size));
      return grown;
    };
    const first = (this.#first = widen(this.#first));
    if (this.#second) this.#second = widen(this.#second);
    const second = this.#second;
    const slots = new Int32Array(capacity);
    const mask = capacity - 1;
    for (let id = 0; id < this.size; id++) {
      let at = hashPair(first[id]!, second ? second[id]! : 0) & mask;
      while (slots[at] !== 0) at = (at + 1) & mask;
      slots[at] = id + 1;
    }
    this.#slots = slots;
    this.#mask = mask;
  }
}

/** Rows for which the table makes room at once. */
const blockRows = 2048;
