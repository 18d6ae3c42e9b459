import { grown, TextStore } from './text-store.ts';

/** What the cells of a column are; NULL may stand among them. */
export type PackedKind = 'nulls' | 'numbers' | 'booleans' | 'texts';

/** The decimals of a number that prints as it was written. */
export const asPrinted = 255;

const encoder = new TextEncoder();

/**
 * The cells of a column in typed arrays, as long as all are numbers, all booleans or all texts. What does not fit is refused; the column then takes its
 * cells out of here.
 */
export class PackedCells {
  kind: PackedKind = 'nulls';
  length = 0;
  /** Numbers; NaN is NULL. */
  numbers = new Float64Array(0);
  /** The numbers of texts in the store, or 0 and 1 for false and true; -1 is NULL. */
  codes = new Int32Array(0);
  store = new TextStore();
  /** How many decimals each number was written with, where one does not print as it was written. */
  #decimals: Uint8Array | undefined;
  /** The few numbers that were written in yet another way, such as 1e-05, by their places. */
  #written = new Map<number, string>();

  addNull(): void {
    if (this.kind === 'numbers') {
      if (this.length >= this.numbers.length) this.#growNumbers();
      this.numbers[this.length] = Number.NaN;
    } else if (this.kind !== 'nulls') {
      if (this.length >= this.codes.length) this.codes = grown(this.codes);
      this.codes[this.length] = -1;
    }
    this.length++;
  }

  /** Adds a number, which is not NaN; `decimals` as in {@link asPrinted}, or how many it was written with. */
  addNumber(value: number, decimals: number): boolean {
    if (this.kind !== 'numbers' && !this.#become('numbers')) return false;
    if (this.length >= this.numbers.length) this.#growNumbers();
    if (decimals !== asPrinted) this.#decimals ??= new Uint8Array(this.numbers.length).fill(asPrinted);
    if (this.#decimals) this.#decimals[this.length] = decimals;
    this.numbers[this.length++] = value;
    return true;
  }

  /** Adds a number by its text, which it does not print as; refused where there are many of those. */
  addWritten(text: string): boolean {
    const value = Number(text);
    if (Number.isNaN(value) || this.#written.size > 64 + (this.length >> 3) || !this.addNumber(value, asPrinted)) return false;
    this.#written.set(this.length - 1, text);
    return true;
  }

  addBoolean(value: boolean): boolean {
    if (this.kind !== 'booleans' && !this.#become('booleans')) return false;
    if (this.length >= this.codes.length) this.codes = grown(this.codes);
    this.codes[this.length++] = value ? 1 : 0;
    return true;
  }

  /** Adds the text `from..end`, which must be valid UTF-8. */
  addBytes(bytes: Uint8Array, from: number, end: number): boolean {
    if (this.kind !== 'texts' && !this.#become('texts')) return false;
    if (this.length >= this.codes.length) this.codes = grown(this.codes);
    this.codes[this.length++] = this.store.add(bytes, from, end);
    return true;
  }

  /** Adds a string; one with half a surrogate pair is refused, since UTF-8 has no bytes for it. */
  addString(text: string): boolean {
    if (/\p{Surrogate}/u.test(text)) return false;
    const bytes = encoder.encode(text);
    return this.addBytes(bytes, 0, bytes.length);
  }

  #become(kind: PackedKind): boolean {
    if (this.kind !== 'nulls') return false;
    this.kind = kind;
    const size = Math.max(16, this.length * 2);
    if (kind === 'numbers') this.numbers = new Float64Array(size).fill(Number.NaN);
    else this.codes = new Int32Array(size).fill(-1);
    return true;
  }

  #growNumbers(): void {
    const larger = new Float64Array(this.numbers.length * 2);
    larger.set(this.numbers);
    this.numbers = larger;
    if (!this.#decimals) return;
    const decimals = new Uint8Array(larger.length).fill(asPrinted);
    decimals.set(this.#decimals);
    this.#decimals = decimals;
  }

  #isNull(index: number): boolean {
    if (this.kind === 'nulls') return true;
    return this.kind === 'numbers' ? Number.isNaN(this.numbers[index]) : this.codes[index]! < 0;
  }

  /** Takes NULLs out; calls back with the places of the cells that stay, in order. */
  dropNulls(onKept: (index: number) => void): void {
    let kept = 0;
    const written = this.#written;
    this.#written = new Map();
    for (let i = 0; i < this.length; i++) {
      if (this.#isNull(i)) continue;
      if (written.has(i)) this.#written.set(kept, written.get(i)!);
      if (this.kind === 'numbers') this.numbers[kept] = this.numbers[i]!;
      else this.codes[kept] = this.codes[i]!;
      if (this.#decimals) this.#decimals[kept] = this.#decimals[i]!;
      kept++;
      onKept(i);
    }
    this.length = kept;
  }

  /** The cells as {@link Column} holds them otherwise. */
  cells(): unknown[] {
    const { numbers, codes, length, kind } = this;
    const cells = new Array<unknown>(length).fill(null);
    const strings = kind === 'texts' ? this.store.strings() : [];
    for (let i = 0; i < length; i++) {
      if (this.#isNull(i)) continue;
      if (kind === 'texts') cells[i] = strings[codes[i]!]!;
      else if (kind === 'booleans') cells[i] = codes[i] === 1;
      else {
        const decimals = this.#decimals?.[i] ?? asPrinted;
        cells[i] = this.#written.get(i) ?? (decimals === asPrinted ? numbers[i]! : numbers[i]!.toFixed(decimals));
      }
    }
    return cells;
  }
}
