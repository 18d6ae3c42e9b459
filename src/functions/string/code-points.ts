// A search by the engine ends at once in strings of 8-bit characters, where a loop looks at each.
const surrogate = /[\ud800-\udfff]/;

/** Whether a string has characters beyond 16 bits, for which UTF-16 units and code points differ. */
export const hasAstral = (text: string): boolean => surrogate.test(text);

/** The number of code points. */
export function pointLength(text: string): number {
  if (!hasAstral(text)) return text.length;
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The code points from..to, counted from 0. */
export function pointSlice(text: string, from: number, to?: number): string {
  return hasAstral(text) ? [...text].slice(from, to).join('') : text.slice(from, to);
}

/** The 1-based code point position of a UTF-16 offset; 0 for -1. */
export function pointPosition(text: string, offset: number): bigint {
  return offset < 0 ? 0n : BigInt(pointLength(text.slice(0, offset)) + 1);
}
