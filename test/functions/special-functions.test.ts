import { describe, expect, it } from 'vitest';
import { erf, erfc } from '../../src/functions/math/error-function.ts';

// Reference values from the tables of DLMF and, for the tails, computed with 50 digits.
describe('the error functions', () => {
  it('keep their digits in the middle and in both tails', () => {
    for (const [x, expected] of [
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [1.4999999, 0.9661051345],
      [1.5000001, 0.9661051583],
      [3, 0.9999779095030014],
    ] as const)
      expect(erf(x)).toBeCloseTo(expected, 9);
    expect(erf(0.5) / 0.5204998778130465).toBeCloseTo(1, 14);
    for (const [x, expected] of [
      [5, 1.5374597944280349e-12],
      [8 / Math.SQRT2, 2 * 6.22096057427178e-16],
      [9 / Math.SQRT2, 2 * 1.1285884059538408e-19],
      [12 / Math.SQRT2, 2 * 1.776482112077676e-33],
      [26, 5.663192408856143e-296],
    ] as const)
      expect(erfc(x) / expected).toBeCloseTo(1, 13);
  });

  it('are odd, complementary, and defined at the ends', () => {
    for (const x of [0, 1e-300, 0.3, 1.4, 1.5, 1.6, 4, 30]) {
      expect(erf(-x)).toBe(-erf(x));
      expect(erf(x) + erfc(x)).toBeCloseTo(1, 14);
      expect(erfc(-x)).toBeCloseTo(2 - erfc(x), 14);
    }
    expect([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY].flatMap((x) => [erf(x), erfc(x)])).toEqual([1, 0, -1, 2]);
    expect([erf(Number.NaN), erfc(Number.NaN)]).toEqual([Number.NaN, Number.NaN]);
  });
});
