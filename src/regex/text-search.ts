/** Finds a needle in a string at or after a place, -1 for none. */
export type TextFinder = (text: string, from: number) => number;

/**
 * The longest needle that goes to the host's `indexOf`. That may compare the whole needle at every place, which is linear up to a fixed
 * length; V8's is quadratic for needles of more than 250 characters, and its `lastIndexOf` for all.
 */
const maxHostNeedle = 32;

/** For each prefix of a needle the length of its longest border: where a comparison goes on after a mismatch. */
function bordersOf(needle: string): Int32Array {
  const borders = new Int32Array(needle.length);
  for (let i = 1, border = 0; i < needle.length; i++) {
    const unit = needle.charCodeAt(i);
    while (border > 0 && needle.charCodeAt(border) !== unit) border = borders[border - 1]!;
    if (needle.charCodeAt(border) === unit) border++;
    borders[i] = border;
  }
  return borders;
}

/**
 * Prepares the search for a needle: linear in the string for every needle (D. Knuth, J. Morris, V. Pratt, "Fast pattern matching in strings",
 * 1977, beyond the length that is safe for the host's search). Prepare once for a loop over occurrences.
 */
export function findsText(needle: string): TextFinder {
  if (needle.length <= maxHostNeedle) return (text, from) => text.indexOf(needle, from);
  let borders: Int32Array | undefined;
  return (text, from) => {
    // A string that does not have the beginning of the needle has not the needle.
    const first = text.indexOf(needle.slice(0, maxHostNeedle), from);
    if (first < 0 || text.length - first < needle.length) return -1;
    borders ??= bordersOf(needle);
    for (let at = first, matched = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      while (matched > 0 && needle.charCodeAt(matched) !== unit) matched = borders[matched - 1]!;
      if (needle.charCodeAt(matched) === unit) matched++;
      if (matched === needle.length) return at - needle.length + 1;
    }
    return -1;
  };
}

/** Prepares the search for the last occurrence that starts at or before a place. */
export function findsLastText(needle: string): TextFinder {
  if (needle.length <= maxHostNeedle) return (text, from) => text.lastIndexOf(needle, from);
  const { length } = needle;
  let borders: Int32Array | undefined;
  return (text, from) => {
    borders ??= bordersOf([...Array(length).keys()].map((i) => needle.charAt(length - 1 - i)).join(''));
    for (let at = Math.min(text.length, from + length) - 1, matched = 0; at >= 0; at--) {
      const unit = text.charCodeAt(at);
      while (matched > 0 && needle.charCodeAt(length - 1 - matched) !== unit) matched = borders[matched - 1]!;
      if (needle.charCodeAt(length - 1 - matched) === unit) matched++;
      if (matched === length) return at;
    }
    return -1;
  };
}

/** The first occurrence of a needle at or after a place, -1 for none; linear in both. */
export const findText = (text: string, needle: string, from = 0): number => findsText(needle)(text, from);

/** The parts of a string between the occurrences of a delimiter that is not empty. */
export function splitAt(text: string, delimiter: string): string[] {
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
