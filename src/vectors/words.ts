import type { FixedWidthArray } from './vector.ts';

/** The 32-bit words of cells of 32 or 64 bits, the low word of each first: all hosts of JavaScript are little-endian. They share memory. */
export function wordsOf(cells: FixedWidthArray): Int32Array {
  return new Int32Array(cells.buffer, cells.byteOffset, cells.byteLength / 4);
}
