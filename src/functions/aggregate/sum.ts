import { outOfRange } from '../../diagnostics/row-error.ts';
import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import { bigint, double, intervalDay, intervalMonth, real, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { type AggregateOverload, defineAggregate } from '../declaration.ts';
import { BigintSum } from './bigint-sum.ts';
import { DoubleSum } from './double-sum.ts';
import type { StateEncoding } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

interface IntervalSum {
  sum: bigint;
  count: bigint;
}

/** The total of intervals as a text, since it may leave 64 bits for a while. */
const intervalEncoding: StateEncoding<IntervalSum> = {
  fields: [
    { name: 'sum', type: VARCHAR },
    { name: 'count', type: BIGINT },
  ],
  encode: ({ sum, count }) => [String(sum), count],
  decode: ([sum, count]) => ({ sum: BigInt(sum as string), count: count as bigint }),
};

/** A quotient to the nearest whole number, halves away from zero. */
function rounded(sum: bigint, count: bigint): bigint {
  return (sum * 2n + (sum < 0n ? -count : count)) / (count * 2n);
}

/** Sums and means of intervals of either kind. */
function overIntervals(average: boolean): AggregateOverload[] {
  return [intervalDay, intervalMonth].map((type: TypeDescriptor) => ({
    params: [type],
    returns: type,
    accumulator: ({ returns }) =>
      statefulAccumulator<IntervalSum>(returns, {
        make: () => ({ sum: 0n, count: 0n }),
        add(state, value) {
          state.sum += BigInt(value as bigint | number);
          state.count++;
        },
        merge(state, other) {
          state.sum += other.sum;
          state.count += other.count;
        },
        finish({ sum, count }) {
          const total = average ? rounded(sum, count) : sum;
          const bits = type === intervalMonth ? 32 : 64;
          if (BigInt.asIntN(bits, total) !== total) outOfRange('the sum does not fit INTERVAL');
          return type === intervalMonth ? Number(total) : total;
        },
        encoding: intervalEncoding,
      }),
  }));
}

export const sum = defineAggregate({
  name: 'sum',
  category: 'aggregate',
  summary: 'The sum of the values that are not NULL; NULL over none.',
  parameters: { value: 'numbers or intervals; NULLs are left out' },
  examples: [
    { call: 'sum(x)', result: '6' },
    { call: 'sum(nullif(x, 2))', result: '4' },
    { call: 'sum(distinct x % 2)', result: '1' },
    { call: 'sum(x * 4000000000000000000)', error: 'SPL3002' },
  ],
  overloads: [
    { params: [bigint], returns: bigint, exactMerge: true, accumulator: () => new BigintSum() },
    { params: [real], returns: real, accumulator: () => new DoubleSum(false, real.type) },
    { params: [double], returns: double, accumulator: () => new DoubleSum(false, double.type) },
    ...overIntervals(false),
  ],
});

export const avg = defineAggregate({
  name: 'avg',
  aliases: ['mean'],
  category: 'aggregate',
  summary: 'The arithmetic mean of the values that are not NULL; NULL over none.',
  parameters: { value: 'numbers or intervals; NULLs are left out' },
  examples: [
    { call: 'avg(x)', result: '2.0' },
    { call: 'avg(nullif(x, 2))', result: '2.0' },
  ],
  overloads: [
    { params: [real], returns: real, accumulator: () => new DoubleSum(true, real.type) },
    { params: [double], returns: double, accumulator: () => new DoubleSum(true, double.type) },
    ...overIntervals(true),
  ],
});
