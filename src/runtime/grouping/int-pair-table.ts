const initial = 1024;

/** Assigns the ids 0, 1, 2 … to distinct pairs of 32-bit integers, in order of first appearance. Open addressing, linear probing. */
export class IntPairTable {
  #mask = initial - 1;
  #slots = new Int32Array(initial).fill(-1);
  #first = new Int32Array(initial);
  #second = new Int32Array(initial);
  size = 0;

  /** The id of a pair, new if it has none. */
  add(first: number, second: number): number {
    const mask = this.#mask;
    const slots = this.#slots;
    let at = hashPair(first, second) & mask;
    for (;;) {
      const id = slots[at]!;
      if (id < 0) break;
      if (this.#first[id] === first && this.#second[id] === second) return id;
      at = (at + 1) & mask;
    }
    const id = this.size++;
    slots[at] = id;
    this.#first[id] = first;
    this.#second[id] = second;
    if (this.size * 2 > mask) this.#grow();
    return id;
  }

  /** The id of a pair; -1 if it has none. */
  find(first: number, second: number): number {
    let at = hashPair(first, second) & this.#mask;
    for (;;) {
      const id = this.#slots[at]!;
      if (id < 0 || (this.#first[id] === first && this.#second[id] === second)) return id;
      at = (at + 1) & this.#mask;
    }
  }

  byteSize(): number {
    return this.#slots.byteLength + this.#first.byteLength + this.#second.byteLength;
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const widen = (values: Int32Array): Int32Array<ArrayBuffer> => {
      const grown = new Int32Array(capacity);
      grown.set(values);
      return grown;
    };
    this.#first = widen(this.#first);
    this.#second = widen(this.#second);
    this.#slots = new Int32Array(capacity).fill(-1);
    this.#mask = capacity - 1;
    for (let id = 0; id < this.size; id++) {
      let at = hashPair(this.#first[id]!, this.#second[id]!) & this.#mask;
      while (this.#slots[at]! >= 0) at = (at + 1) & this.#mask;
      this.#slots[at] = id;
    }
  }
}

/** Mixes two 32-bit integers (the finalizer of MurmurHash3, A. Appleby, public domain). */
function hashPair(first: number, second: number): number {
  let h = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
