import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

export const widthBucket = defineScalar({
  name: 'width_bucket',
  category: 'math',
  summary:
    'The number of the bucket that a number falls into: of n equal buckets between two bounds, or of those between the bounds of an array.',
  parameters: {
    x: 'the number',
    low: 'where bucket 1 begins; or an array of rising bounds, bucket 1 beginning at the first',
    'high?': 'where bucket n ends; a number at or past it is in bucket n + 1, one before low in bucket 0',
    'n?': { description: 'how many buckets there are', unit: 'buckets' },
  },
  examples: [
    { call: 'width_bucket(3.5, 0, 10, 5)', result: '2' },
    { call: 'width_bucket(-1, 0, 10, 5)', result: '0' },
    { call: 'width_bucket(3.5, array[1, 3, 5])', result: '2' },
    { call: 'width_bucket(3.5, 0, 10, 0)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [double, double, double, bigint],
      returns: bigint,
      row(x, low, high, n) {
        if (n <= 0n) invalidArgument('the number of buckets must be positive');
        if (Number.isNaN(x)) invalidArgument('the operand is NaN');
        if (!Number.isFinite(low) || !Number.isFinite(high)) invalidArgument('a bound is not finite');
        if (low === high) invalidArgument('the bounds are equal');
        const size = Math.abs(high - low);
        const at = low < high ? x - low : low - x;
        if (at < 0) {
          // The buckets are counted from the smaller bound and turned around, where the count past the last one must fit.
          if (x >= Math.max(low, high)) inBigintRange(n + 1n);
          return 0n;
        }
        if (at >= size) return n + 1n;
        return BigInt(Math.floor((Number(n) * at) / size)) + 1n;
      },
    }),
    overload({
      params: [double, arrayOf(double)],
      returns: bigint,
      row(x, bounds) {
        if (bounds.length === 0) invalidArgument('there are no bounds');
        if (Number.isNaN(x)) invalidArgument('the operand is NaN');
        let last = Number.NEGATIVE_INFINITY;
        let bucket = 0;
        for (const bound of bounds) {
          if (bound === null || !Number.isFinite(bound)) invalidArgument('a bound is not finite');
          if (bound! <= last) invalidArgument('the bounds must rise');
          last = bound!;
          if (x >= bound!) bucket++;
        }
        return BigInt(bucket);
      },
    }),
  ],
});
