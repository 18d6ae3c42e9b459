import { ByteNumber } from './byte-number.ts';
import { Kind } from './cell-kind.ts';
import type { Column } from './column.ts';
import { afterPlain, afterWord, ByteWalker, compact, notUnderstood, Scratch, unescape } from './json-bytes.ts';
import { afterCharacter } from './utf8.ts';

/** The most members of an object, and the most keys that are remembered. */
const maxMembers = 256;
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A key as it stands in the file, with its quotes and colon, and what becomes of its values. */
export interface Key {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** The column; undefined where nobody wants it, or before an object with the key has ended. */
  column: Column | undefined;
  /** Whether an object with the key has ended. */
  known: boolean;
  /** The place of the name among those that a reader looks for, or -1. */
  readonly slot: number;
  /** The last object with the name, shared by spellings of it. */
  readonly seen: { object: number };
}

/** Reads the members of objects, one object after the other, from bytes. What was read is left in fields. */
export class MemberReader {
  /** The offset after the object. */
  after = 0;
  /** Whether a name stands in the object twice. */
  repeated = false;
  /** The member of each name that is looked for, or -1. */
  readonly slots: Int32Array;
  readonly members: Key[] = [];
  readonly kinds = new Uint8Array(maxMembers);
  readonly numbers = new Float64Array(maxMembers);
  readonly decimals = new Uint8Array(maxMembers);
  /** As {@link ByteNumber.written}. */
  readonly written: (bigint | string | undefined)[] = [];
  /** Where texts and nested values stand: strings without their quotes. */
  readonly from = new Int32Array(maxMembers);
  readonly end = new Int32Array(maxMembers);
  /** Whether the text of a member stands in the scratch. */
  readonly copied = new Uint8Array(maxMembers);
  readonly scratch = new Scratch();
  readonly #keys: Key[] = [];
  readonly #walker = new ByteWalker();
  readonly #number = new ByteNumber();
  readonly #names: readonly string[];
  #object = 0;

  /** `names` are those that are looked for. */
  constructor(names: readonly string[] = []) {
    this.#names = names;
    this.slots = new Int32Array(names.length);
  }

  /** The bytes that the text of a member stands in, where the object stands in `bytes`. */
  bytesOf(member: number, bytes: Uint8Array): Uint8Array {
    return this.copied[member] === 1 ? this.scratch.bytes : bytes;
  }

  /** Sets the cell of a row to a member. */
  addTo(column: Column, row: number, member: number, bytes: Uint8Array): void {
    const kind = this.kinds[member] as Kind; // nothing else is written there
    if (kind >= Kind.text) column.addBytes(row, this.bytesOf(member, bytes), this.from[member]!, this.end[member]!, kind);
    else if (kind === Kind.null || kind === Kind.boolean) column.addWord(row, kind === Kind.null ? null : this.numbers[member] === 1);
    else if (this.written[member] !== undefined) column.add(row, this.written[member], kind);
    else column.addNumber(row, this.numbers[member]!, kind, this.decimals[member]!);
  }

  /** Reads the object at an offset; answers how many members it has, or {@link notUnderstood}. */
  read(bytes: Uint8Array, from: number): number {
    const walker = this.#walker;
    this.scratch.used = 0;
    this.repeated = false;
    this.slots.fill(-1);
    this.#object++;
    let at = afterBlanks(bytes, from + 1);
    let count = 0;
    let expected = 0;
    if (bytes[at] === 125) {
      this.after = at + 1;
      return 0;
    }
    for (;;) {
      if (bytes[at] !== 34 || count >= maxMembers) return notUnderstood;
      let index = this.#isKey(expected, bytes, at) ? expected : this.#find(bytes, at, expected);
      if (index < 0) index = this.#learn(bytes, at, expected);
      if (index < 0) return notUnderstood;
      const key = this.#keys[index]!;
      expected = index + 1;
      at += key.bytes.length;
      if (bytes[at]! <= 32) at = afterBlanks(bytes, at);
      this.members[count] = key;
      if (key.seen.object === this.#object) this.repeated = true;
      key.seen.object = this.#object;
      if (key.slot >= 0) this.slots[key.slot] = count;
      if (key.known && !key.column) {
        at = walker.afterValue(bytes, at);
        if (at < 0) return notUnderstood;
      } else {
        at = this.#value(bytes, at, count);
        if (at < 0) return notUnderstood;
      }
      count++;
      if (bytes[at]! <= 32) at = afterBlanks(bytes, at);
      const next = bytes[at++];
      if (next === 125) break;
      if (next !== 44) return notUnderstood;
      if (bytes[at]! <= 32) at = afterBlanks(bytes, at);
    }
    this.after = at;
    return count;
  }

  /** Reads the value at an offset as a member; answers the offset after it. */
  #value(bytes: Uint8Array, from: number, member: number): number {
    const byte = bytes[from]!;
    this.copied[member] = 0;
    if (byte === 34) {
      let close = afterPlain(bytes, from + 1);
      this.kinds[member] = Kind.text;
      this.from[member] = from + 1;
      while (bytes[close]! >= 128) {
        close = afterCharacter(bytes, close);
        if (close < 0) return notUnderstood;
        close = afterPlain(bytes, close);
      }
      if (bytes[close] !== 34) {
        // With an escape: read again from the start, into the scratch.
        const start = this.scratch.used;
        close = unescape(bytes, from + 1, this.scratch);
        this.#standsInScratch(member, start);
        return close < 0 ? notUnderstood : close + 1;
      }
      this.end[member] = close;
      return close + 1;
    }
    if (byte === 45 || (byte >= 48 && byte <= 57)) {
      const number = this.#number;
      const end = number.read(bytes, from);
      this.kinds[member] = number.kind;
      this.numbers[member] = number.value;
      this.decimals[member] = number.decimals;
      this.written[member] = number.written;
      return end;
    }
    if (byte === 123 || byte === 91) {
      const end = this.#walker.afterValue(bytes, from);
      this.kinds[member] = byte === 123 ? Kind.json : Kind.array;
      this.from[member] = from;
      this.end[member] = end;
      if (end >= 0 && this.#walker.blanks) {
        const start = this.scratch.used;
        compact(bytes, from, end, this.scratch);
        this.#standsInScratch(member, start);
      }
      return end;
    }
    const isTrue = byte === 116;
    this.kinds[member] = byte === 110 ? Kind.null : Kind.boolean;
    this.numbers[member] = isTrue ? 1 : 0;
    return afterWord(bytes, from, byte === 110 ? 'null' : isTrue ? 'true' : 'false');
  }

  #standsInScratch(member: number, start: number): void {
    this.copied[member] = 1;
    this.from[member] = start;
    this.end[member] = this.scratch.used;
  }

  #isKey(index: number, bytes: Uint8Array, at: number): boolean {
    const key = this.#keys[index]?.bytes;
    if (!key) return false;
    for (let i = 0; i < key.length; i++) if (key[i] !== bytes[at + i]) return false;
    return true;
  }

  /** The key at an offset, looked for from the expected one on. */
  #find(bytes: Uint8Array, at: number, expected: number): number {
    const { length } = this.#keys;
    for (let i = expected + 1; i < length; i++) if (this.#isKey(i, bytes, at)) return i;
    for (let i = 0; i < expected; i++) if (this.#isKey(i, bytes, at)) return i;
    return notUnderstood;
  }

  /** Remembers the key at an offset, which no object had before, at a place among the others. */
  #learn(bytes: Uint8Array, at: number, place: number): number {
    if (this.#keys.length >= maxMembers) return notUnderstood;
    const close = this.#walker.endOfString(bytes, at + 1);
    if (close < 0 || this.#walker.escapes) return notUnderstood;
    const colon = afterBlanks(bytes, close + 1);
    if (bytes[colon] !== 58) return notUnderstood;
    const name = decoder.decode(bytes.subarray(at + 1, close));
    const slot = this.#names.indexOf(name);
    const seen = this.#keys.find((key) => key.name === name)?.seen ?? { object: -1 };
    this.#keys.splice(place, 0, { name, bytes: bytes.slice(at, colon + 1), column: undefined, known: false, slot, seen });
    return place;
  }
}

function afterBlanks(bytes: Uint8Array, from: number): number {
  let at = from;
  while (bytes[at] === 32 || bytes[at] === 9 || bytes[at] === 13) at++;
  return at;
}
