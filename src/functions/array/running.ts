import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, type TypeDescriptor, timestamp } from '../../types/type-descriptor.ts';
import { warnOfUnit } from '../datetime/epoch-unit.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { timeOrder } from '../time-order.ts';
import { selectRank } from './select-rank.ts';

type Numbers = readonly (number | null)[];

/** A function of an array of numbers and a count that gives an array of the same length. */
function overWindow(
  name: string,
  summary: string,
  example: string,
  result: string,
  compute: (window: readonly number[]) => number,
): ScalarFunction {
  return defineScalar({
    name,
    category: 'array',
    summary,
    parameters: { array: 'the numbers', size: 'how many elements a window has, from 1' },
    examples: [{ call: `${name}(${example}, 2)`, result }],
    overloads: [
      overload({
        params: [arrayOf(double), bigint],
        returns: arrayOf(double),
        prepare:
          ({ tick }) =>
          (array, size) => {
            if (size < 1n) invalidArgument('a window has at least one element');
            const width = Number(size);
            return array.map((_, i) => {
              const present = array.slice(Math.max(0, i - width + 1), i + 1).filter((value) => value !== null);
              tick(present.length);
              return present.length === 0 ? null : compute(present);
            });
          },
      }),
    ],
  });
}

const sample = 'array[1, 3, 5]';
const over = 'of each element and the ones before it, size in all; NULLs are left out.';

function cumulative(array: Numbers): Numbers {
  let sum = 0;
  return array.map((value) => (value === null ? null : (sum += value)));
}

/**
 * The change of a counter per second since the last known point before it in time; a value that falls was a restart and counts from zero. Times may be
 * in any order; a point at the time of the one before it has no rate.
 */
function rates(values: Numbers, times: readonly (bigint | null)[], call: CallSite): Numbers {
  const { warn } = call;
  if (values.length !== times.length) invalidArgument('the arrays differ in length');
  warnOfUnit(times, 1, call);
  const timeAt = (i: number): bigint => times[i]!; // only of points that have a time
  const points = [...values.keys()].filter((i) => values[i] !== null && times[i] !== null);
  const { order, repeated } = timeOrder(points.map(timeAt));
  if (order) warn('unordered-series-times', 1);
  if (repeated > 0) warn('repeated-series-times', repeated);
  const out = new Array<number | null>(values.length).fill(null);
  const sorted = order ? Array.from(order, (k) => points[k]!) : points;
  for (let k = 1; k < sorted.length; k++) {
    const [before, i] = [sorted[k - 1]!, sorted[k]!];
    const seconds = Number(timeAt(i) - timeAt(before)) / 1e9;
    const change = values[i]! - values[before]!;
    if (seconds > 0) out[i] = (change < 0 ? values[i]! : change) / seconds;
  }
  return out;
}

export const runningFunctions: readonly ScalarFunction[] = [
  overWindow('moving_avg', `The mean ${over}`, sample, '[1.0, 2.0, 4.0]', (window) => window.reduce((a, b) => a + b, 0) / window.length),
  overWindow('moving_sum', `The sum ${over}`, sample, '[1.0, 4.0, 8.0]', (window) => window.reduce((a, b) => a + b, 0)),
  overWindow('moving_min', `The smallest ${over}`, sample, '[1.0, 1.0, 3.0]', (window) => window.reduce((a, b) => Math.min(a, b))),
  overWindow('moving_max', `The largest ${over}`, sample, '[1.0, 3.0, 5.0]', (window) => window.reduce((a, b) => Math.max(a, b))),
  defineScalar({
    name: 'cumulative_sum',
    category: 'array',
    summary: 'The sums of the elements up to each place; NULLs stay NULL and add nothing.',
    parameters: { array: 'the numbers' },
    examples: [
      { call: 'cumulative_sum(array[1, 2, 3])', result: '[1.0, 3.0, 6.0]' },
      { call: 'cumulative_sum(array[1, null, 3])', result: '[1.0, NULL, 4.0]' },
    ],
    overloads: [overload({ params: [arrayOf(double)], returns: arrayOf(double), row: cumulative })],
  }),
  defineScalar({
    name: 'array_delta',
    category: 'array',
    summary: 'The difference of each element to the one before it; NULL for the first and next to a NULL.',
    parameters: { array: 'the numbers' },
    examples: [{ call: 'array_delta(array[1, 4, 9])', result: '[NULL, 3.0, 5.0]' }],
    overloads: [
      overload({
        params: [arrayOf(double)],
        returns: arrayOf(double),
        row: (array) =>
          array.map((value, i) => {
            const before = i > 0 ? array[i - 1] : null;
            return value === null || before === null || before === undefined ? null : value - before;
          }),
      }),
    ],
  }),
  defineScalar({
    name: 'array_rate',
    category: 'array',
    summary:
      'How fast a counter grows: the change of each value per second since the last known one. A value that falls counts from zero, since a counter only falls when it restarts. Times are nanoseconds or TIMESTAMPs.',
    parameters: { values: 'the values of a counter', times: { description: 'when each was read', unit: 'nanoseconds or TIMESTAMP' } },
    examples: [{ call: 'array_rate(array[0, 60, 30], array[0, 60000000000, 120000000000])', result: '[NULL, 1.0, 0.5]' }],
    overloads: [bigint, timestamp].map((time: TypeDescriptor<bigint>) =>
      overload({
        params: [arrayOf(double), arrayOf(time)],
        returns: arrayOf(double),
        prepare: (call) => (values, times) => rates(values, times, call),
      }),
    ),
  }),
  defineScalar({
    name: 'array_percentile',
    category: 'array',
    summary: 'The value below which a fraction of the elements lies, between neighbours by straight lines; NULLs are left out.',
    parameters: { array: 'the numbers', fraction: 'the share of the values below, from 0 to 1' },
    examples: [
      { call: 'array_percentile(array[1, 2, 3, 4], 0.5)', result: '2.5' },
      { call: 'array_percentile(array[1, 2], 50.0)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [arrayOf(double), double],
        returns: double,
        row: (array, fraction) =>
          percentileOf(
            array.filter((value) => value !== null),
            fraction,
          ),
      }),
    ],
  }),
  defineScalar({
    name: 'array_normalize',
    category: 'array',
    summary: 'The elements divided by their p-norm, so that the result has the norm 1; the array itself for p = 0 or where all are 0.',
    parameters: { array: 'the numbers; one NULL makes the result NULL', p: 'the order of the norm, not negative' },
    examples: [
      { call: 'array_normalize(array[3.0, 4.0], 2)', result: '[0.6, 0.8]' },
      { call: 'array_normalize(array[1.0], -1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [arrayOf(double), double],
        returns: arrayOf(double),
        row(array, p) {
          if (!(p >= 0)) invalidArgument('p cannot be negative');
          if (array.includes(null)) return null;
          const norm = p === 0 ? 0 : (array as readonly number[]).reduce((sum, x) => sum + Math.abs(x) ** p, 0) ** (1 / p);
          return norm === 0 ? array : (array as readonly number[]).map((x) => x / norm);
        },
      }),
    ],
  }),
];

/** The exact percentile of values, by straight lines between neighbours (Hyndman and Fan, type 7, as SQL's percentile_cont). */
export function percentileOf(values: readonly number[], fraction: number): number | null {
  if (!(fraction >= 0 && fraction <= 1)) invalidArgument('the fraction is from 0 to 1');
  if (values.length === 0) return null;
  const cells = Float64Array.from(values);
  const at = (cells.length - 1) * fraction;
  const low = Math.floor(at);
  const below = selectRank(cells, low);
  if (low + 1 >= cells.length || at === low) return below;
  const above = selectRank(cells.subarray(low + 1), 0);
  return below + (above - below) * (at - low);
}
