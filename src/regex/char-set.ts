/** A set of code points: pairs of first and last, sorted, neither overlapping nor adjacent. */
export type CharSet = readonly number[];

export const maxCodePoint = 0x10ffff;

export const emptySet: CharSet = [];
export const anyChar: CharSet = [0, maxCodePoint];
export const anyButNewline: CharSet = [0, 9, 11, maxCodePoint];
export const wordChars: CharSet = [48, 57, 65, 90, 95, 95, 97, 122];

/** Sorts ranges and joins those that overlap or touch. */
export function normalizeSet(ranges: readonly number[]): CharSet {
  if (ranges.length <= 2) return ranges;
  const order = Array.from({ length: ranges.length / 2 }, (_, i) => 2 * i).sort((a, b) => ranges[a]! - ranges[b]!);
  const out: number[] = [];
  for (const i of order) {
    const first = ranges[i]!;
    const last = ranges[i + 1]!;
    if (out.length > 0 && first <= out.at(-1)! + 1) out[out.length - 1] = Math.max(out.at(-1)!, last);
    else out.push(first, last);
  }
  return out;
}

/** All code points that are not in the set. */
export function negateSet(set: CharSet): CharSet {
  const out: number[] = [];
  let next = 0;
  for (let i = 0; i < set.length; i += 2) {
    if (set[i]! > next) out.push(next, set[i]! - 1);
    next = set[i + 1]! + 1;
  }
  if (next <= maxCodePoint) out.push(next, maxCodePoint);
  return out;
}

/** The index of the first range that ends at or after a code point. */
export function rangeAfter(set: CharSet, point: number): number {
  let low = 0;
  let high = set.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (set[2 * middle + 1]! < point) low = middle + 1;
    else high = middle;
  }
  return 2 * low;
}

/** The only code point of a set, or -1. */
export const singlePoint = (set: CharSet): number => (set.length === 2 && set[0] === set[1] ? set[0]! : -1);
