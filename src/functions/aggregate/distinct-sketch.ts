import { cellBytes } from '../../types/values.ts';
import { hashKey } from './hash-key.ts';

const exactKeys = 256;

export interface SketchState {
  readonly precision: number;
  readonly keys: readonly unknown[] | null;
  readonly registers: Uint8Array | null;
}

/** A mergeable sketch of how many distinct keys were seen: exact up to 256, then HyperLogLog (Flajolet et al. 2007) with linear counting for small ranges. */
export class DistinctSketch {
  readonly #precision: number;
  #keys: Set<unknown> | undefined = new Set();
  #registers: Uint8Array | undefined;
  /** The bytes of the exact keys. */
  #keyBytes = 0;

  /** The standard error is 1.04 / sqrt(2^precision): 2.3 % for 11. */
  constructor(precision = 11) {
    this.#precision = precision;
  }

  add(key: unknown): void {
    if (this.#keys) {
      const before = this.#keys.size;
      this.#keys.add(key);
      if (this.#keys.size > before) this.#keyBytes += 32 + cellBytes(key);
      if (this.#keys.size > exactKeys) this.#spill();
      return;
    }
    const { high, low } = hashKey(key);
    const register = high >>> (32 - this.#precision);
    const rank = Math.clz32(low) + 1;
    if (rank > this.#registers![register]!) this.#registers![register] = rank;
  }

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.#registers?.byteLength ?? this.#keyBytes;
  }

  #spill(): void {
    const keys = this.#keys!;
    this.#keys = undefined;
    this.#registers = new Uint8Array(1 << this.#precision);
    for (const key of keys) this.add(key);
  }

  /** What another thread needs to go on: the precision, the exact keys, or the registers instead. */
  state(): SketchState {
    return { precision: this.#precision, keys: this.#keys ? [...this.#keys] : null, registers: this.#registers ?? null };
  }

  static of({ precision, keys, registers }: SketchState): DistinctSketch {
    const sketch = new DistinctSketch(precision);
    if (registers) {
      sketch.#keys = undefined;
      sketch.#registers = registers.slice();
    } else for (const key of keys ?? []) sketch.add(key);
    return sketch;
  }

  merge(other: DistinctSketch): void {
    if (other.#keys) {
      for (const key of other.#keys) this.add(key);
      return;
    }
    if (this.#keys) this.#spill();
    const registers = this.#registers!;
    other.#registers!.forEach((rank, i) => {
      if (rank > registers[i]!) registers[i] = rank;
    });
  }

  estimate(): number {
    if (this.#keys) return this.#keys.size;
    const registers = this.#registers!;
    const m = registers.length;
    let sum = 0;
    let zeros = 0;
    for (const rank of registers) {
      sum += 2 ** -rank;
      if (rank === 0) zeros++;
    }
    const raw = ((0.7213 / (1 + 1.079 / m)) * m * m) / sum;
    return Math.round(raw <= 2.5 * m && zeros > 0 ? m * Math.log(m / zeros) : raw);
  }
}
