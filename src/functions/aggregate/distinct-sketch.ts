const maxExact = 256;
const initialSlots = 8;

/** The bits of a mark that hold the rank. */
export const rankBits = 6;
export const maxRank = (1 << rankBits) - 1;

/** What a value does to the registers: the number of its register, and its rank in the low bits. */
export function markOf(first: number, second: number, precision: number): number {
  return ((first >>> (32 - precision)) << rankBits) | (Math.clz32(second) + 1);
}

/** What another thread needs to go on: the exact hashes, two integers each, or the registers instead. */
export interface SketchState {
  readonly hashes: Int32Array | undefined;
  readonly registers: Uint8Array | undefined;
}

/**
 * A mergeable sketch of how many distinct values were seen, by their hashes of 64 bits: exact up to 256, then HyperLogLog (Flajolet et al. 2007) with
 * linear counting for small ranges.
 */
export class DistinctSketch {
  readonly #precision: number;
  /** Pairs of hashes by open addressing; two zeros are a free place. */
  #slots: Int32Array | undefined = new Int32Array(2 * initialSlots);
  #size = 0;
  registers: Uint8Array | undefined;

  /** The standard error is 1.04 / sqrt(2^precision): 2.3 % for 11. */
  constructor(precision = 11) {
    this.#precision = precision;
  }

  add(first: number, second: number): void {
    const { registers } = this;
    if (!registers) {
      this.#addExact(first, second);
      return;
    }
    const mark = markOf(first, second, this.#precision);
    if ((mark & maxRank) > registers[mark >>> rankBits]!) registers[mark >>> rankBits] = mark & maxRank;
  }

  #addExact(first: number, second: number): void {
    // The one pair that would look free is counted as its neighbour.
    const low = first === 0 && second === 0 ? 1 : second;
    const slots = this.#slots!;
    const mask = slots.length / 2 - 1;
    let at = first & mask;
    while (slots[2 * at] !== 0 || slots[2 * at + 1] !== 0) {
      if (slots[2 * at] === first && slots[2 * at + 1] === low) return;
      at = (at + 1) & mask;
    }
    slots[2 * at] = first;
    slots[2 * at + 1] = low;
    this.#size++;
    if (this.#size > maxExact) this.#spill();
    else if (this.#size * 4 > slots.length) this.#refill(new Int32Array(2 * slots.length));
  }

  #refill(slots: Int32Array): void {
    const before = this.#slots!;
    this.#slots = slots;
    this.#size = 0;
    eachPair(before, (first, second) => this.#addExact(first, second));
  }

  #spill(): void {
    const before = this.#slots!;
    this.#slots = undefined;
    this.registers = new Uint8Array(1 << this.#precision);
    eachPair(before, (first, second) => this.add(first, second));
  }

  /** The bytes held, estimated. */
  byteSize(): number {
    return this.registers?.byteLength ?? this.#slots!.byteLength;
  }

  state(): SketchState {
    return { hashes: this.#slots, registers: this.registers };
  }

  merge({ hashes, registers }: SketchState): void {
    if (hashes) eachPair(hashes, (first, second) => this.add(first, second));
    if (!registers) return;
    if (!this.registers) this.#spill();
    const own = this.registers!;
    for (let i = 0; i < own.length; i++) if (registers[i]! > own[i]!) own[i] = registers[i]!;
  }

  estimate(): number {
    const { registers } = this;
    if (!registers) return this.#size;
    const m = registers.length;
    const ranks = new Uint32Array(64);
    for (let i = 0; i < m; i++) ranks[registers[i]!]!++;
    const zeros = ranks[0]!;
    let sum = 0;
    for (let rank = 0; rank < ranks.length; rank++) sum += ranks[rank]! * 2 ** -rank;
    const raw = ((0.7213 / (1 + 1.079 / m)) * m * m) / sum;
    return Math.round(raw <= 2.5 * m && zeros > 0 ? m * Math.log(m / zeros) : raw);
  }
}

function eachPair(slots: Int32Array, visit: (first: number, second: number) => void): void {
  for (let at = 0; at < slots.length; at += 2) if (slots[at] !== 0 || slots[at + 1] !== 0) visit(slots[at]!, slots[at + 1]!);
}
