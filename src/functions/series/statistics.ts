import { arrayOf, bigint, boolean, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { momentsOf } from './algorithms/moments.ts';
import { dotProduct, magnitude, pearson } from './algorithms/similarity.ts';
import { answerRow, toCell, toFloats } from './series-form.ts';

type Numbers = readonly (number | null)[];

const stats = answerRow({
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

function describe(values: Numbers, ignore: boolean): readonly unknown[] {
  return stats.answer(() => {
    const floats = toFloats(values);
    const places = [...floats.keys()].filter((i) => Number.isFinite(floats[i]!));
    if (places.length === 0) throw new SeriesFailure('the series has no values');
    if (!ignore && places.length < floats.length) throw new SeriesFailure('a value is missing or infinite');
    const kept = Float64Array.from(places, (i) => floats[i]!);
    const { sum, mean, variance, least, most } = momentsOf(kept);
    const place = (i: number): bigint => BigInt(places[i]!);
    return [
      kept[least]!,
      place(least),
      kept[most]!,
      place(most),
      mean,
      toCell(Math.sqrt(variance)),
      toCell(variance),
      sum,
      BigInt(kept.length),
    ];
  });
}

/** A number of one or two series without missing values; NULL where one is missing or there is none. */
function measure(
  name: string,
  summary: string,
  example: string,
  result: string,
  compute: (...series: Float64Array[]) => number,
  count: 1 | 2,
): ScalarFunction {
  const row = (...series: Numbers[]): number | null => {
    const floats = series.map(toFloats);
    return floats.some((values) => values.some(Number.isNaN)) ? null : toCell(compute(...floats));
  };
  return defineScalar({
    name,
    category: 'series',
    summary,
    parameters: count === 1 ? ['series'] : ['a', 'b'],
    examples: [{ call: `${name}(${example})`, result }],
    overloads: [
      { params: Array.from({ length: count }, () => arrayOf(double)), returns: double, row: row as (...args: unknown[]) => unknown },
    ],
  });
}

const dot = measure(
  'series_dot_product',
  'The sum of the products, place by place, over the shorter length; with a number, of its products with every element. NULL where a value is missing.',
  'array[1, 2, 4], array[4, 2, 1]',
  '12.0',
  dotProduct,
  2,
);

export const seriesStatistics: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_stats',
    aliases: ['series_stats_dynamic'],
    category: 'series',
    summary:
      'Statistics of a series as a row: min, max and their first places from 0, avg, stdev and variance of a sample, sum and len. A missing or infinite value makes all of them NULL unless it is to be ignored (KQL).',
    parameters: ['series', 'ignore_nonfinite?'],
    examples: [{ call: 'series_stats(array[10, 20]).stdev', result: '7.07106781187' }],
    overloads: [
      overload({ params: [arrayOf(double)], returns: stats.returns, row: (values) => describe(values, false) }),
      overload({ params: [arrayOf(double), boolean], returns: stats.returns, row: describe }),
    ],
  }),
  measure(
    'series_sum',
    'The sum of a series; NULL where a value is missing.',
    'array[1, 2, 3.5]',
    '6.5',
    (a) => a.reduce((sum, x) => sum + x, 0),
    1,
  ),
  measure(
    'series_product',
    'The product of a series; NULL where a value is missing.',
    'array[1, 2, 4]',
    '8.0',
    (a) => a.reduce((product, x) => product * x, 1),
    1,
  ),
  measure('series_magnitude', 'The square root of the sum of squares; NULL where a value is missing.', 'array[3, 4]', '5.0', magnitude, 1),
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
    2,
  ),
  measure(
    'series_pearson_correlation',
    "Pearson's correlation of two series; NULL where a value is missing, for a constant, and where the lengths differ.",
    'array[1, 2, 3], array[2, 4, 6]',
    '1.0',
    (a, b) => (a.length === b.length ? pearson(a, b) : Number.NaN),
    2,
  ),
];
