/** Whether a string has characters beyond 16 bits, for which UTF-16 units and code points differ. */
export function hasAstral(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit >= 0xd800 && unit <= 0xdfff) return true;
  }
  return false;
}

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
