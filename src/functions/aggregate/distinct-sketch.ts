import { cellBytes } from '../../types/values.ts';

/** Two 32-bit hashes of a key text or number (the mixing of MurmurHash3, A. Appleby, public domain). */
function hash(key: unknown): { readonly high: number; readonly low: number } {
  const text = typeof key === 'string' ? key : `${typeof key}:${String(key)}`;
  let h = 0x9747b28c;
  let g = 0x85ebca6b;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    h = Math.imul(h ^ unit, 0xcc9e2d51);
    h = (h << 15) | (h >>> 17);
    g = Math.imul(g ^ (unit * 0x1b873593), 0x85ebca77);
    g = (g << 13) | (g >>> 19);
  }
  return { high: mix(h ^ text.length), low: mix(g ^ h) };
}

function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
}

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
    const { high, low } = hash(key);
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
