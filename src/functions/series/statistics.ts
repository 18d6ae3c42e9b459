import { arrayOf, bigint, boolean, double, optional } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ParameterDocs, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { sampleMoments } from './algorithms/sample-moments.ts';
import { dotProduct, magnitude, pearson } from './algorithms/similarity.ts';
import { resultRow, toCell, toFloats } from './series-function.ts';

type Numbers = readonly (number | null)[];

const stats = resultRow({
  min: double,
  min_idx: bigint,
  max: double,
  max_idx: bigint,
  avg: double,
  stdev: double,
  variance: double,
  sum: double,
  len: bigint,
});

function statisticsOf(call: CallSite, values: Numbers, ignoreNonfinite: boolean): readonly unknown[] {
  return stats.answer(call, () => {
    const floats = toFloats(values);
    const indices = [...floats.keys()].filter((i) => Number.isFinite(floats[i]!));
    if (indices.length === 0) throw new SeriesFailure('the series has no values');
    if (!ignoreNonfinite && indices.length < floats.length) throw new SeriesFailure('a value is missing or infinite');
    const kept = Float64Array.from(indices, (i) => floats[i]!);
    const { sum, mean, variance, minIndex, maxIndex } = sampleMoments(kept);
    return [
      kept[minIndex]!,
      BigInt(indices[minIndex]!),
      kept[maxIndex]!,
      BigInt(indices[maxIndex]!),
      mean,
      toCell(Math.sqrt(variance)),
      toCell(variance),
      sum,
      BigInt(kept.length),
    ];
  });
}

const one: ParameterDocs = { series: 'an array of numbers' };
const two: ParameterDocs = { a: 'an array of numbers', b: 'an array of numbers' };

/** A function of one or two series to a number; NULL where a value is missing or the result is not finite. */
function measure(
  name: string,
  summary: string,
  example: string,
  result: string,
  compute: (...series: Float64Array[]) => number,
  parameters: ParameterDocs,
): ScalarFunction {
  const row = (...series: Numbers[]): number | null => {
    const floats = series.map(toFloats);
    return floats.some((values) => values.some(Number.isNaN)) ? null : toCell(compute(...floats));
  };
  return defineScalar({
    name,
    category: 'series',
    summary,
    parameters,
    examples: [{ call: `${name}(${example})`, result }],
    overloads: [
      { params: Object.keys(parameters).map(() => arrayOf(double)), returns: double, row: row as (...args: unknown[]) => unknown }, // one array per parameter
    ],
  });
}

const dot = measure(
  'series_dot_product',
  'The sum of the element-wise products, over the shorter length; NULL where a value is missing.',
  'array[1, 2, 4], array[4, 2, 1]',
  '12.0',
  dotProduct,
  { a: 'an array of numbers', b: 'an array of numbers, or a number that multiplies every element' },
);

export const seriesStatistics: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_stats',
    aliases: ['series_stats_dynamic'],
    category: 'series',
    summary:
      'Statistics of a series as a row: min and max with their first indexes from 0, avg, stdev and variance of a sample, sum and len (KQL).',
    parameters: {
      series: 'an array of numbers',
      'ignore_nonfinite?': {
        description: 'whether missing and infinite values are left out; if not, one of them makes all statistics NULL',
        default: 'false',
      },
    },
    examples: [
      { call: 'series_stats(array[10, 20]).stdev', result: '7.07106781187' },
      { call: 'series_stats(array[10, null, 20]).error_msg', result: "'a value is missing or infinite'" },
      { call: 'series_stats(array[10, null, 20], true).avg', result: '15.0' },
    ],
    overloads: [
      overload({
        params: [arrayOf(double), optional(boolean)],
        returns: stats.returns,
        prepare:
          (call) =>
          (values, ignore = false) =>
            statisticsOf(call, values, ignore),
      }),
    ],
  }),
  measure(
    'series_sum',
    'The sum of a series; NULL where a value is missing.',
    'array[1, 2, 3.5]',
    '6.5',
    (a) => a.reduce((sum, x) => sum + x, 0),
    one,
  ),
  measure(
    'series_product',
    'The product of a series; NULL where a value is missing.',
    'array[1, 2, 4]',
    '8.0',
    (a) => a.reduce((product, x) => product * x, 1),
    one,
  ),
  measure(
    'series_magnitude',
    'The square root of the sum of squares; NULL where a value is missing.',
    'array[3, 4]',
    '5.0',
    magnitude,
    one,
  ),
  {
    ...dot,
    overloads: [
      ...dot.overloads,
      overload({
        params: [arrayOf(double), double],
        returns: double,
        row: (values, factor) =>
          values.includes(null) ? null : toCell(dotProduct(toFloats(values), new Float64Array(values.length).fill(factor))),
      }),
    ],
  },
  measure(
    'series_cosine_similarity',
    'The cosine of the angle between two series; NULL where a value is missing.',
    'array[1, 0], array[1, 0]',
    '1.0',
    (a, b) => dotProduct(a, b) / (magnitude(a) * magnitude(b)),
    two,
  ),
  measure(
    'series_pearson_correlation',
    "Pearson's correlation of two series; NULL where a value is missing, for a constant, and where the lengths differ.",
    'array[1, 2, 3], array[2, 4, 6]',
    '1.0',
    (a, b) => (a.length === b.length ? pearson(a, b) : Number.NaN),
    two,
  ),
];
