import { decodeTexts } from './decode-texts.ts';

/** Slots looked at before a text is taken for new: more than this never happens by chance, so that no input makes a look-up long. */
const maxProbes = 128;
const blockSize = 1 << 20;
const seed = (Math.random() * 2 ** 32) | 0;

/**
 * The texts of a column as UTF-8 bytes, numbered. As long as it pays each distinct text is kept once: found by a hash of its bytes, in a table with open
 * addressing, after the text before it was compared. Where more than half of the texts are distinct every text gets a number of its own.
 */
export class TextStore {
  /** How many texts there are. */
  size = 0;
  /** Whether no two of them are equal. */
  distinct = true;
  /** Texts that are no longer kept as bytes; those after them are. */
  readonly #decoded: string[] = [];
  #bytes = new Uint8Array(64);
  /** Where each text that is kept as bytes ends. */
  #ends = new Int32Array(8);
  #hashes = new Int32Array(8);
  #slots = new Int32Array(16);
  #last = -1;
  #seen = 0;

  /** The number of the text `from..end`, which must be valid UTF-8. */
  add(bytes: Uint8Array, from: number, end: number): number {
    if (!this.distinct) return this.#append(bytes, from, end);
    if (this.#last >= 0 && this.#equals(this.#last, bytes, from, end)) {
      this.#seen++;
      return this.#last;
    }
    const hash = hashOf(bytes, from, end);
    const slots = this.#slots;
    const mask = slots.length - 1;
    let slot = (hash ^ (hash >>> 15)) & mask;
    let probes = 0;
    for (let code = slots[slot]! - 1; code >= 0; code = slots[slot]! - 1) {
      if (this.#hashes[code] === hash && this.#equals(code, bytes, from, end)) {
        this.#seen++;
        this.#last = code;
        return code;
      }
      slot = (slot + 1) & mask;
      if (++probes > maxProbes) {
        this.#giveUp();
        return this.#append(bytes, from, end);
      }
    }
    const code = this.#append(bytes, from, end);
    slots[slot] = code + 1;
    this.#hashes[code] = hash;
    this.#last = code;
    const seen = ++this.#seen;
    if ((this.size & (this.size - 1)) === 0 && this.size >= 1024 && this.size * 2 > seen) this.#giveUp();
    else if (this.size * 2 > mask) this.#grow();
    return code;
  }

  /** The text that was added first. */
  first(): string | undefined {
    if (this.size === 0) return undefined;
    return this.#decoded[0] ?? new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.#bytes.subarray(0, this.#ends[0]));
  }

  /** Every text by its number. */
  strings(): string[] {
    return this.#decoded.concat(decodeTexts(this.#bytes, this.#ends, this.size - this.#decoded.length));
  }

  #equals(code: number, bytes: Uint8Array, from: number, end: number): boolean {
    const start = code === 0 ? 0 : this.#ends[code - 1]!;
    const length = end - from;
    if (this.#ends[code]! - start !== length) return false;
    const own = this.#bytes;
    let i = length - 1;
    // The ends of texts differ more often than their beginnings. Four bytes per branch.
    for (; i >= 3; i -= 4) {
      const at = start + i;
      const other = from + i;
      const differing =
        (own[at]! ^ bytes[other]!) |
        (own[at - 1]! ^ bytes[other - 1]!) |
        (own[at - 2]! ^ bytes[other - 2]!) |
        (own[at - 3]! ^ bytes[other - 3]!);
      if (differing !== 0) return false;
    }
    for (; i >= 0; i--) if (own[start + i] !== bytes[from + i]) return false;
    return true;
  }

  #append(bytes: Uint8Array, from: number, end: number): number {
    const length = end - from;
    let index = this.size - this.#decoded.length;
    let used = index === 0 ? 0 : this.#ends[index - 1]!;
    if (!this.distinct && used > 0 && used + length > blockSize) {
      this.#decodeBlock();
      index = 0;
      used = 0;
    }
    if (used + length > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(used + length, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, used));
      this.#bytes = larger;
    }
    const own = this.#bytes;
    if (length > 256) own.set(bytes.subarray(from, end), used);
    else for (let i = 0; i < length; i++) own[used + i] = bytes[from + i]!;
    if (index >= this.#ends.length) {
      this.#ends = grown(this.#ends);
      if (this.distinct) this.#hashes = grown(this.#hashes);
    }
    this.#ends[index] = used + length;
    return this.size++;
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let code = 0; code < this.size; code++) {
      const hash = this.#hashes[code]!;
      let slot = (hash ^ (hash >>> 15)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = code + 1;
    }
    this.#slots = slots;
  }

  #giveUp(): void {
    this.distinct = false;
    this.#slots = new Int32Array(0);
    this.#hashes = new Int32Array(0);
    this.#decodeBlock();
    this.#bytes = new Uint8Array(1 << 16);
  }

  #decodeBlock(): void {
    for (const text of decodeTexts(this.#bytes, this.#ends, this.size - this.#decoded.length)) this.#decoded.push(text);
  }
}

/** Four bytes per step; the seed differs between processes. */
function hashOf(bytes: Uint8Array, from: number, end: number): number {
  let hash = seed ^ (end - from);
  let at = from;
  for (; at + 4 <= end; at += 4) {
    const word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    hash = Math.imul(hash ^ word, 0x9e3779b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at++) hash = Math.imul(hash ^ bytes[at]!, 0x85ebca6b);
  hash ^= hash >>> 13;
  return Math.imul(hash, 0xc2b2ae35);
}

/** The same numbers with room for as many more. */
export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
