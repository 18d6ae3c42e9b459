import { hasBit } from '../../vectors/bitmap.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { Vector } from '../../vectors/vector.ts';
import { perColumn } from './per-column.ts';

/** The numbers in one block. */
export const blockSize = 128;

/**
 * Hands on the numbers of a column of doubles in blocks of the same size whatever the batches, so that results do not depend on how rows were
 * batched. NULLs are left out.
 */
export class Blocks {
  readonly #use: (values: Float64Array, from: number, to: number, sum: number) => void;
  readonly #rest = new Float64Array(blockSize);
  #held = 0;

  /** `use` takes cells from..to and their sum. */
  constructor(use: (values: Float64Array, from: number, to: number, sum: number) => void) {
    this.#use = use;
  }

  push(vector: Vector): void {
    const flat = flattened(vector);
    const values = flat.values as Float64Array; // the column is one of doubles
    const { validity, length } = flat;
    const rest = this.#rest;
    let row = 0;
    if (validity) {
      for (; row < length; row++) {
        if (!hasBit(validity, row)) continue;
        rest[this.#held++] = values[row]!;
        if (this.#held === blockSize) this.flush();
      }
      return;
    }
    if (this.#held === 0) {
      const sums = blockSums(values);
      for (const sum of sums) {
        this.#use(values, row, row + blockSize, sum);
        row += blockSize;
      }
    }
    while (row < length) {
      if (this.#held === 0 && length - row >= blockSize) {
        this.#use(values, row, row + blockSize, sumOfBlock(values, row, row + blockSize));
        row += blockSize;
        continue;
      }
      const end = Math.min(length, row + blockSize - this.#held);
      while (row < end) rest[this.#held++] = values[row++]!;
      if (this.#held === blockSize) this.flush();
    }
  }

  /** Hands on what does not fill a block. */
  flush(): void {
    const held = this.#held;
    this.#held = 0;
    if (held > 0) this.#use(this.#rest, 0, held, sumOfBlock(this.#rest, 0, held));
  }

  /** Computes from a state to which all was handed on, and goes on as if it had not been: more numbers may follow. */
  ended<T>(state: Float64Array, compute: () => T): T {
    const held = this.#held;
    const before = state.slice();
    this.flush();
    try {
      return compute();
    } finally {
      state.set(before);
      this.#held = held;
    }
  }
}

/** The sums of all whole blocks of a column. */
const blockSums = perColumn((values) => {
  const sums = new Float64Array(Math.floor(values.length / blockSize));
  for (let block = 0; block < sums.length; block++) sums[block] = sumOfBlock(values, block * blockSize, (block + 1) * blockSize);
  return sums;
});

/** The sum of numbers in eight lanes, as exact as pairwise summation. */
function sumOfBlock(values: Float64Array, from: number, to: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let e = 0;
  let f = 0;
  let g = 0;
  let h = 0;
  let i = from;
  for (; i + 8 <= to; i += 8) {
    a += values[i]!;
    b += values[i + 1]!;
    c += values[i + 2]!;
    d += values[i + 3]!;
    e += values[i + 4]!;
    f += values[i + 5]!;
    g += values[i + 6]!;
    h += values[i + 7]!;
  }
  for (; i < to; i++) a += values[i]!;
  return a + b + (c + d) + (e + f + (g + h));
}

/** The sum of the squared distances to a number, in four lanes. */
export function squaresOfBlock(values: Float64Array, from: number, to: number, center: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    const p = values[i]! - center;
    const q = values[i + 1]! - center;
    const r = values[i + 2]! - center;
    const s = values[i + 3]! - center;
    a += p * p;
    b += q * q;
    c += r * r;
    d += s * s;
  }
  for (; i < to; i++) {
    const p = values[i]! - center;
    a += p * p;
  }
  return a + b + (c + d);
}
