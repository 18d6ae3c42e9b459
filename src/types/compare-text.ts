/** Characters that are compared at once. */
const partLength = 512;

/** Compares strings by code point, where JavaScript's own order is by UTF-16 unit. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let first = 0;
  // V8 finds out that parts are equal far sooner than a loop over their characters.
  while (first + partLength < length && a.slice(first, first + partLength) === b.slice(first, first + partLength)) first += partLength;
  for (let i = first; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x !== y) {
      // Surrogates (above U+FFFF) sort after U+E000..U+FFFF.
      if (x >= 0xd800 && y >= 0xd800) {
        x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
        y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
      }
      return x - y;
    }
  }
  return a.length - b.length;
}
