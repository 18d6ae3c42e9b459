/**
 * The longest needle that goes to the host's `indexOf`. That may compare the whole needle at every place, which is linear up to a fixed
 * length; V8's is quadratic for needles of more than 250 characters, and its `lastIndexOf` for all.
 */
const maxHostNeedle = 32;

/** Takes the place of an occurrence; false ends the search. */
type Visit = (at: number) => boolean;

/** Where a search goes: 1 from left to right, -1 from right to left. */
type Direction = 1 | -1;

/** For each prefix of a needle, in the direction of the search, the length of its longest border: where a comparison goes on after a mismatch. */
function bordersOf(needle: string, direction: Direction): Int32Array {
  const borders = new Int32Array(needle.length);
  const unit = (i: number): number => needle.charCodeAt(direction > 0 ? i : needle.length - 1 - i);
  for (let i = 1, border = 0; i < needle.length; i++) {
    while (border > 0 && unit(border) !== unit(i)) border = borders[border - 1]!;
    if (unit(border) === unit(i)) border++;
    borders[i] = border;
  }
  return borders;
}

/** Visits the occurrences that begin at, or to the left end at, a place and further (D. Knuth, J. Morris, V. Pratt, "Fast pattern matching in strings", 1977). */
function scan(text: string, needle: string, borders: Int32Array, from: number, direction: Direction, visit: Visit): void {
  const { length } = needle;
  for (let at = from, matched = 0; at >= 0 && at < text.length; at += direction) {
    const unit = text.charCodeAt(at);
    while (matched > 0 && needle.charCodeAt(direction > 0 ? matched : length - 1 - matched) !== unit) matched = borders[matched - 1]!;
    if (needle.charCodeAt(direction > 0 ? matched : length - 1 - matched) === unit) matched++;
    if (matched < length) continue;
    if (!visit(direction > 0 ? at - length + 1 : at)) return;
    matched = borders[length - 1]!;
  }
}

/** Finds a needle in a string at or after a place, -1 for none. */
export type TextFinder = (text: string, from: number) => number;

/** Prepares the search for a needle, for a loop over occurrences or strings. It is linear in the string for every needle. */
export function findsText(needle: string): TextFinder {
  if (needle.length <= maxHostNeedle) return (text, from) => text.indexOf(needle, from);
  const start = needle.slice(0, maxHostNeedle);
  let borders: Int32Array | undefined;
  return (text, from) => {
    // Most strings do not have the beginning of the needle either.
    const first = text.indexOf(start, from);
    if (first < 0 || text.length - first < needle.length) return -1;
    borders ??= bordersOf(needle, 1);
    let found = -1;
    scan(text, needle, borders, first, 1, (at) => {
      found = at;
      return false;
    });
    return found;
  };
}

/** The first occurrence of a needle at or after a place, -1 for none; linear in both. */
export const findText = (text: string, needle: string, from = 0): number => findsText(needle)(text, from);

/** Visits all occurrences of a needle that is not empty, those that overlap as well, until the visitor answers false; linear in both. */
export function visitOccurrences(text: string, needle: string, direction: Direction, visit: Visit): void {
  if (needle.length > text.length) return;
  if (needle.length > maxHostNeedle) {
    scan(text, needle, bordersOf(needle, direction), direction > 0 ? 0 : text.length - 1, direction, visit);
    return;
  }
  const next = (at: number): number => (direction > 0 ? text.indexOf(needle, at) : at < 0 ? -1 : text.lastIndexOf(needle, at));
  for (let at = next(direction > 0 ? 0 : text.length); at >= 0 && visit(at); at = next(at + direction));
}

/** The last occurrence of a needle, -1 for none; linear in both. */
export function findLastText(text: string, needle: string): number {
  if (needle === '') return text.length;
  let found = -1;
  visitOccurrences(text, needle, -1, (at) => {
    found = at;
    return false;
  });
  return found;
}

/** The parts of a string between the occurrences of a delimiter that is not empty; linear in both. */
export function splitAt(text: string, delimiter: string): string[] {
  if (delimiter.length <= maxHostNeedle) return text.split(delimiter);
  const find = findsText(delimiter);
  const parts: string[] = [];
  let at = 0;
  for (let next = find(text, 0); next >= 0; next = find(text, at)) {
    parts.push(text.slice(at, next));
    at = next + delimiter.length;
  }
  parts.push(text.slice(at));
  return parts;
}

/** A string without the characters of a set at its end; `/[set]+$/` of the host would be quadratic. */
export function trimEndOf(text: string, set: string): string {
  let end = text.length;
  while (end > 0 && set.includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
