/** Numbers keys from 0 to 2^bits - 1 in the order of their first appearance: the key is its place in an array. */
export class DirectTable {
  /** Per key: its number plus one; 0 has none. */
  readonly #numbers: Int32Array;
  size = 0;

  constructor(bits: number) {
    this.#numbers = new Int32Array(2 ** bits);
  }

  /** The number of a key; -1 if it has none. */
  find(key: number): number {
    return this.#numbers[key]! - 1;
  }

  /** Writes the number of every row's key, and the rows with new keys to `fresh`; answers how many those are. */
  addAll(keys: Int32Array, length: number, numbers: Uint32Array | Int32Array, fresh: Int32Array): number {
    const known = this.#numbers;
    const before = this.size;
    let size = before;
    for (let row = 0; row < length; row++) {
      const key = keys[row]!;
      let number = known[key]!;
      if (number === 0) {
        fresh[size - before] = row;
        known[key] = number = ++size;
      }
      numbers[row] = number - 1;
    }
    this.size = size;
    return size - before;
  }

  byteSize(): number {
    return this.#numbers.byteLength;
  }
}
