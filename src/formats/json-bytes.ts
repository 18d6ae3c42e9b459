import { maxJsonDepth } from './json-walker.ts';
import { afterCharacter, putCharacter } from './utf8.ts';

/** Bytes that stand for themselves within a JSON string: ASCII but quotes, backslashes and control characters. */
export const plainInString = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 32 && byte < 128 && byte !== 34 && byte !== 92 ? 1 : 0,
);

/** The offset of the next byte that is not plain. */
export function afterPlain(bytes: Uint8Array, from: number, plain: Uint8Array = plainInString): number {
  let at = from;
  // Four bytes per branch.
  const last = bytes.length - 4;
  while (at <= last && (plain[bytes[at]!]! & plain[bytes[at + 1]!]! & plain[bytes[at + 2]!]! & plain[bytes[at + 3]!]!) === 1) at += 4;
  while (plain[bytes[at]!] === 1) at++;
  return at;
}

/** What is not understood here: the readers of text read it, and say what is wrong if it is. */
export const notUnderstood = -1;

const isNumberByte = Uint8Array.from({ length: 256 }, (_, byte) =>
  (byte >= 48 && byte <= 57) || '+-.eE'.includes(String.fromCharCode(byte)) ? 1 : 0,
);
const numberPattern = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Room for texts that do not stand in a file as they are: those with escapes, and nested values with blanks. */
export class Scratch {
  bytes = new Uint8Array(1024);
  used = 0;

  /** Makes room for so many bytes more. */
  reserve(size: number): void {
    if (this.used + size <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.used + size, this.bytes.length * 2));
    larger.set(this.bytes.subarray(0, this.used));
    this.bytes = larger;
  }
}

/**
 * Passes over JSON values in bytes. Offsets may run to the last newline of a block: a control character ends whatever is looked at, so that bounds need
 * no look of their own.
 */
export class ByteWalker {
  /** Whether the string passed over last has escapes. */
  escapes = false;
  /** Whether the value passed over last has blanks between its parts. */
  blanks = false;
  readonly #objects = new Uint8Array(maxJsonDepth + 1);

  /** The offset of the closing quote of a string whose content begins at an offset. */
  endOfString(bytes: Uint8Array, from: number): number {
    let at = from;
    this.escapes = false;
    for (;;) {
      at = afterPlain(bytes, at);
      const byte = bytes[at]!;
      if (byte === 34) return at;
      if (byte === 92) {
        this.escapes = true;
        at = afterEscape(bytes, at + 1);
      } else if (byte >= 128) at = afterCharacter(bytes, at);
      else return notUnderstood;
      if (at < 0) return notUnderstood;
    }
  }

  /** The offset after the value at an offset. */
  afterValue(bytes: Uint8Array, from: number): number {
    this.blanks = false;
    const byte = bytes[from]!;
    return byte === 123 || byte === 91 ? this.#afterNested(bytes, from) : this.#afterScalar(bytes, from);
  }

  #afterNested(bytes: Uint8Array, from: number): number {
    const objects = this.#objects;
    let depth = 0;
    let at = from;
    for (;;) {
      // A value begins here.
      let byte = bytes[at]!;
      if (byte === 123 || byte === 91) {
        if (depth >= maxJsonDepth) return notUnderstood;
        objects[++depth] = byte === 123 ? 1 : 0;
        at = this.#afterBlanks(bytes, at + 1);
        if (bytes[at] !== (byte === 123 ? 125 : 93)) {
          if (byte === 123) at = this.#afterKey(bytes, at);
          if (at < 0) return notUnderstood;
          continue;
        }
      } else {
        at = this.#afterScalar(bytes, at);
        if (at < 0) return notUnderstood;
        at = this.#afterBlanks(bytes, at);
      }
      // A value has ended before here; closing brackets and a comma may follow.
      byte = bytes[at]!;
      while (byte === (objects[depth] === 1 ? 125 : 93)) {
        at++;
        if (--depth === 0) return at;
        at = this.#afterBlanks(bytes, at);
        byte = bytes[at]!;
      }
      if (byte !== 44) return notUnderstood;
      at = this.#afterBlanks(bytes, at + 1);
      if (objects[depth] === 1) at = this.#afterKey(bytes, at);
      if (at < 0) return notUnderstood;
    }
  }

  /** The offset of the value behind a key. */
  #afterKey(bytes: Uint8Array, from: number): number {
    if (bytes[from] !== 34) return notUnderstood;
    const close = this.endOfString(bytes, from + 1);
    if (close < 0) return notUnderstood;
    const at = this.#afterBlanks(bytes, close + 1);
    return bytes[at] === 58 ? this.#afterBlanks(bytes, at + 1) : notUnderstood;
  }

  #afterBlanks(bytes: Uint8Array, from: number): number {
    let at = from;
    while (bytes[at] === 32 || bytes[at] === 9) at++;
    if (at !== from) this.blanks = true;
    return at;
  }

  #afterScalar(bytes: Uint8Array, from: number): number {
    const byte = bytes[from]!;
    if (byte === 34) {
      const close = this.endOfString(bytes, from + 1);
      return close < 0 ? notUnderstood : close + 1;
    }
    if (byte === 116) return afterWord(bytes, from, 'true');
    if (byte === 102) return afterWord(bytes, from, 'false');
    if (byte === 110) return afterWord(bytes, from, 'null');
    let at = from;
    let simple = byte >= 49 && byte <= 57;
    while (isNumberByte[bytes[at]!] === 1) {
      if (bytes[at]! < 48 || bytes[at]! > 57) simple = false;
      at++;
    }
    return simple || numberPattern.test(asciiText(bytes, from, at)) ? at : notUnderstood;
  }
}

function asciiText(bytes: Uint8Array, from: number, end: number): string {
  let text = '';
  for (let at = from; at < end; at++) text += String.fromCharCode(bytes[at]!);
  return text;
}

/** The offset after a word at an offset. */
export function afterWord(bytes: Uint8Array, from: number, word: string): number {
  for (let i = 0; i < word.length; i++) if (bytes[from + i] !== word.charCodeAt(i)) return notUnderstood;
  return from + word.length;
}

const hexDigit = (byte: number): number =>
  byte >= 48 && byte <= 57 ? byte - 48 : (byte | 32) >= 97 && (byte | 32) <= 102 ? (byte | 32) - 87 : -1;

/** The number that four hexadecimal digits write, or -1. */
function hexNumber(bytes: Uint8Array, at: number): number {
  let number = 0;
  for (let i = at; i < at + 4; i++) {
    const digit = hexDigit(bytes[i]!);
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}

/** The offset after an escape whose letter stands at an offset. */
function afterEscape(bytes: Uint8Array, at: number): number {
  const letter = bytes[at]!;
  if (letter === 117) return hexNumber(bytes, at + 1) < 0 ? notUnderstood : at + 5;
  return unescaped[letter] === 0 ? notUnderstood : at + 1;
}

/** What stands for each letter after a backslash; 0 where there is no such escape. */
const unescaped = Uint8Array.from({ length: 256 }, (_, byte) => {
  const at = '"\\/bfnrt'.indexOf(String.fromCharCode(byte));
  return at < 0 ? 0 : '"\\/\b\f\n\r\t'.charCodeAt(at);
});

/**
 * Writes the content of a string, which begins at an offset, to the scratch without its escapes. Answers the offset of the closing quote, or
 * {@link notUnderstood}, as for half a surrogate pair, which has no UTF-8.
 */
export function unescape(bytes: Uint8Array, from: number, scratch: Scratch): number {
  let out = scratch.bytes;
  let { used } = scratch;
  let at = from;
  for (;;) {
    if (used + 4 > out.length) {
      scratch.used = used;
      scratch.reserve(4);
      out = scratch.bytes;
    }
    const byte = bytes[at]!;
    if (plainInString[byte] === 1) {
      out[used++] = byte;
      at++;
    } else if (byte === 34) {
      scratch.used = used;
      return at;
    } else if (byte >= 128) {
      const after = afterCharacter(bytes, at);
      if (after < 0) return notUnderstood;
      while (at < after) out[used++] = bytes[at++]!;
    } else if (byte !== 92) return notUnderstood;
    else if (bytes[at + 1] !== 117) {
      const character = unescaped[bytes[at + 1]!]!;
      if (character === 0) return notUnderstood;
      out[used++] = character;
      at += 2;
    } else {
      let codePoint = hexNumber(bytes, at + 2);
      at += 6;
      if (codePoint < 0) return notUnderstood;
      if (codePoint >= 0xd800 && codePoint < 0xe000) {
        const low = bytes[at] === 92 && bytes[at + 1] === 117 ? hexNumber(bytes, at + 2) : -1;
        if (codePoint >= 0xdc00 || low < 0xdc00 || low >= 0xe000) return notUnderstood;
        codePoint = 0x10000 + ((codePoint - 0xd800) << 10) + (low - 0xdc00);
        at += 6;
      }
      used = putCharacter(out, used, codePoint);
    }
  }
}

/** Writes a checked value `from..end` to the scratch without the blanks between its parts. */
export function compact(bytes: Uint8Array, from: number, end: number, scratch: Scratch): void {
  scratch.reserve(end - from);
  const out = scratch.bytes;
  let { used } = scratch;
  let inString = false;
  for (let at = from; at < end; at++) {
    const byte = bytes[at]!;
    if (!inString && (byte === 32 || byte === 9)) continue;
    out[used++] = byte;
    if (byte === 34) inString = !inString;
    else if (byte === 92) out[used++] = bytes[++at]!;
  }
  scratch.used = used;
}
