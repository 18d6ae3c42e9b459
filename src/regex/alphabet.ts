import { type CharSet, maxCodePoint, negateSet, wordChars } from './char-set.ts';
import { contains, type Program } from './program.ts';
import { assertions } from './syntax.ts';

/** What assertions see of a character: none (the end of the string), a line feed, a word character, any other. */
export const kind = { none: 0, newline: 1, word: 2, other: 3 } as const;

const bit = (name: (typeof assertions)[number]): number => 1 << assertions.indexOf(name);
const lineBits = bit('lineStart') | bit('lineEnd');
const wordBits = bit('wordBoundary') | bit('noWordBoundary');

/** Whether an assertion holds between two kinds of characters. */
export function holds(assertion: number, left: number, right: number): boolean {
  switch (assertions[assertion]) {
    case 'textStart':
      return left === kind.none;
    case 'textEnd':
      return right === kind.none;
    case 'lineStart':
      return left === kind.none || left === kind.newline;
    case 'lineEnd':
      return right === kind.none || right === kind.newline;
    case 'wordBoundary':
      return (left === kind.word) !== (right === kind.word);
    default:
      return (left === kind.word) === (right === kind.word);
  }
}

/**
 * The classes of code points that a program cannot tell apart: tables of an automaton have one column for each and not for each character.
 * The class `size` stands for the end of the string.
 */
export class Alphabet {
  readonly size: number;
  /** The classes of the code points below 256. */
  readonly latin = new Uint16Array(256);
  /** One code point of each class. */
  readonly points: Int32Array;
  /** The kind of each class, as far as the program's assertions look. */
  readonly kinds: Uint8Array;
  readonly #bounds: Int32Array;
  readonly #classes: Int32Array;

  constructor({ sets, assertions: used }: Program) {
    const all: CharSet[] = [...sets];
    if ((used & wordBits) !== 0) all.push(wordChars);
    if ((used & lineBits) !== 0) all.push([10, 10]);
    this.#bounds = boundsOf(all);
    this.#classes = classesOf(this.#bounds, all);
    this.size = this.#classes.reduce((most, number) => Math.max(most, number), 0) + 1;
    this.points = new Int32Array(this.size);
    for (let i = this.#bounds.length - 1; i >= 0; i--) this.points[this.#classes[i]!] = this.#bounds[i]!;
    for (let point = 0; point < 256; point++) this.latin[point] = this.classOf(point);
    this.kinds = new Uint8Array(this.size + 1);
    for (let i = 0; i < this.size; i++) {
      const point = this.points[i]!;
      const isLine = (used & lineBits) !== 0 && point === 10;
      const isWord = (used & wordBits) !== 0 && contains(wordChars, point);
      this.kinds[i] = isLine ? kind.newline : isWord ? kind.word : kind.other;
    }
  }

  /** The class of a code point. */
  classOf(point: number): number {
    const bounds = this.#bounds;
    let low = 0;
    let high = bounds.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (bounds[middle]! <= point) low = middle;
      else high = middle;
    }
    return this.#classes[low]!;
  }

  /** The class of the character that begins at a place, or that of the end. */
  classAt(text: string, at: number): number {
    if (at >= text.length) return this.size;
    const unit = text.charCodeAt(at);
    return unit < 256 ? this.latin[unit]! : this.classOf(text.codePointAt(at)!);
  }

  /** The class of the character that ends at a place, or that of the end. */
  classBefore(text: string, at: number): number {
    if (at === 0) return this.size;
    const unit = text.charCodeAt(at - 1);
    return unit < 256 ? this.latin[unit]! : this.classOf(pointBefore(text, at));
  }
}

/** The code point that ends at a place above 0. */
export function pointBefore(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  if ((unit & 0xfc00) === 0xdc00 && at > 1 && (text.charCodeAt(at - 2) & 0xfc00) === 0xd800) return text.codePointAt(at - 2)!;
  return unit;
}

/** The code points at which membership in a set changes, from 0. */
function boundsOf(sets: readonly CharSet[]): Int32Array {
  const bounds = new Set([0]);
  for (const set of sets) {
    for (let i = 0; i < set.length; i += 2) {
      bounds.add(set[i]!);
      if (set[i + 1]! < maxCodePoint) bounds.add(set[i + 1]! + 1);
    }
  }
  return Int32Array.from(bounds).sort();
}

/** Numbers the intervals between bounds so that those in the same sets have the same number: each set splits the classes that it cuts. */
function classesOf(bounds: Int32Array, sets: readonly CharSet[]): Int32Array {
  const classes = new Int32Array(bounds.length);
  const sizes = [bounds.length];
  const inside: number[] = [];
  for (const given of sets) {
    // A set and all but it split alike: the one with fewer intervals is walked through.
    const set = intervalsIn(bounds, given) > bounds.length / 2 ? negateSet(given) : given;
    const counts = new Map<number, number>();
    inside.length = 0;
    for (let i = 0; i < set.length; i += 2) {
      for (let b = indexOf(bounds, set[i]!); b < bounds.length && bounds[b]! <= set[i + 1]!; b++) {
        inside.push(b);
        counts.set(classes[b]!, (counts.get(classes[b]!) ?? 0) + 1);
      }
    }
    const renamed = new Map<number, number>();
    for (const [number, count] of counts) {
      if (count === sizes[number]) continue;
      sizes[number]! -= count;
      renamed.set(number, sizes.push(count) - 1);
    }
    for (const b of inside) classes[b] = renamed.get(classes[b]!) ?? classes[b]!;
  }
  return classes;
}

/** How many intervals between bounds are in a set. */
function intervalsIn(bounds: Int32Array, set: CharSet): number {
  let count = 0;
  for (let i = 0; i < set.length; i += 2)
    count += (set[i + 1]! < maxCodePoint ? indexOf(bounds, set[i + 1]! + 1) : bounds.length) - indexOf(bounds, set[i]!);
  return count;
}

/** The place of a number in a sorted array that has it. */
function indexOf(sorted: Int32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
