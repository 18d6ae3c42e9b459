/** One bit per row, 1 if the row has a value; undefined means that all rows have one. */
export type Bitmap = Uint8Array;

/** Whether the bit of a row is set. */
export function hasBit(bits: Bitmap, row: number): boolean {
  return ((bits[row >> 3]! >> (row & 7)) & 1) === 1;
}

/** A bitmap with all bits set. */
export function allValid(length: number): Bitmap {
  return new Uint8Array((length + 7) >> 3).fill(255);
}

/** Clears the bit of a row. */
export function clearBit(bits: Bitmap, row: number): void {
  bits[row >> 3] = bits[row >> 3]! & ~(1 << (row & 7));
}

/** The intersection of two bitmaps. */
export function andBitmaps(a: Bitmap | undefined, b: Bitmap | undefined): Bitmap | undefined {
  if (!a || !b || a === b) return a ?? b;
  const out = new Uint8Array(Math.min(a.length, b.length));
  for (let i = 0; i < out.length; i++) out[i] = a[i]! & b[i]!;
  return out;
}

/** The bits of rows from..to; shares memory where `from` is a multiple of eight. */
export function sliceBitmap(bits: Bitmap | undefined, from: number, to: number): Bitmap | undefined {
  if (!bits) return undefined;
  if ((from & 7) === 0) return bits.subarray(from >> 3, (to + 7) >> 3);
  const out = allValid(to - from);
  for (let i = from; i < to; i++) if (!hasBit(bits, i)) clearBit(out, i - from);
  return out;
}
