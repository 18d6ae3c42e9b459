import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, T } from '../../types/type-descriptor.ts';
import { comparator } from '../../types/values.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

function pick(name: string, sign: number, summary: string, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: ['value', '…'],
    examples: [{ call: `${name}(2, 3, 1)`, result }],
    overloads: [
      overload({
        params: [T, T],
        returns: T,
        variadic: true,
        prepare({ types }) {
          // NaN and NULL members lose.
          const compare = comparator(types[0]!, sign > 0 ? 'first' : 'last');
          return (...values: unknown[]) => values.reduce((best, value) => (sign * compare(value, best) > 0 ? value : best));
        },
      }),
    ],
  });
}

export const greatest = pick('greatest', 1, 'The largest of several values; NULL where any is NULL.', '3');
export const least = pick('least', -1, 'The smallest of several values; NULL where any is NULL.', '1');

export const widthBucket = defineScalar({
  name: 'width_bucket',
  category: 'math',
  summary:
    'Which of n equal buckets between two bounds a number falls into (0 below, n + 1 above), or which of the buckets that an array of bounds makes.',
  parameters: ['x', 'low', 'high?', 'n?'],
  examples: [
    { call: 'width_bucket(3.5, 0, 10, 5)', result: '2' },
    { call: 'width_bucket(3.5, array[1, 3, 5])', result: '2' },
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
        inBigintRange(n + 1n);
        const size = Math.abs(high - low);
        const at = low < high ? x - low : low - x;
        if (at < 0) return 0n;
        if (at >= size) return inBigintRange(n + 1n);
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
