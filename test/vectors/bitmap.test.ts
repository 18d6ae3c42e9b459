import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allValid, andBitmaps, type Bitmap, clearBit, hasBit, sliceBitmap } from '../../src/vectors/bitmap.ts';

const bools = fc.array(fc.boolean(), { maxLength: 50 });

function bitmapOf(bits: readonly boolean[]): Bitmap {
  const bitmap = allValid(bits.length);
  bits.forEach((bit, row) => {
    if (!bit) clearBit(bitmap, row);
  });
  return bitmap;
}

const bitsOf = (bitmap: Bitmap | undefined, length: number): readonly boolean[] =>
  Array.from({ length }, (_, row) => bitmap === undefined || hasBit(bitmap, row));

describe('a bitmap', () => {
  it('gives back its bits', () => {
    fc.assert(
      fc.property(bools, (bits) => {
        const bitmap = bitmapOf(bits);
        expect(bitmap.length).toBe(Math.ceil(bits.length / 8));
        expect(bitsOf(bitmap, bits.length)).toEqual(bits);
      }),
    );
  });

  it('slices anywhere, and shares memory where it can', () => {
    fc.assert(
      fc.property(bools, fc.nat(50), fc.nat(50), (bits, a, b) => {
        const from = Math.min(a, bits.length);
        const to = Math.min(bits.length, from + b);
        const bitmap = bitmapOf(bits);
        const part = sliceBitmap(bitmap, from, to)!;
        expect(bitsOf(part, to - from)).toEqual(bits.slice(from, to));
        if (from % 8 === 0) expect(part.buffer).toBe(bitmap.buffer);
      }),
    );
    expect(sliceBitmap(undefined, 3, 5)).toBeUndefined();
  });

  it('joins with another', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), fc.boolean()), { maxLength: 50 }), (pairs) => {
        const [a, b] = [bitmapOf(pairs.map(([bit]) => bit)), bitmapOf(pairs.map(([, bit]) => bit))];
        expect(bitsOf(andBitmaps(a, b), pairs.length)).toEqual(pairs.map(([x, y]) => x && y));
      }),
    );
    const one = allValid(3);
    expect(andBitmaps(one, undefined)).toBe(one);
    expect(andBitmaps(undefined, one)).toBe(one);
    expect(andBitmaps(undefined, undefined)).toBeUndefined();
  });
});
