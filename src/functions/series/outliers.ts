import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, double, optional, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { outlierScores } from './algorithms/outliers.ts';
import { toCells, toFloats } from './series-function.ts';

type Numbers = readonly (number | null)[];

/** The percentiles of Kusto's 'ctukey' unless others are given; those of 'tukey' are always the quartiles. */
const defaultPercentiles = [10, 90] as const;
const quartiles = [25, 75] as const;

/** Percentiles closer to the ends than this are refused, as Kusto does. */
const [minPercentile, maxPercentile] = [2, 98] as const;

/** The scores of {@link seriesOutliers}; a NULL argument stands for its default. */
function scores(
  values: Numbers | null,
  kind: string | null = null,
  ignored: number | null = null,
  low: number | null = null,
  high: number | null = null,
) {
  if (values === null) return null;
  const method = kind ?? 'ctukey';
  if (method !== 'ctukey' && method !== 'tukey') invalidArgument(`the kind is 'ctukey' or 'tukey', not '${method}'`);
  const [lower, upper] = method === 'tukey' ? quartiles : [low ?? defaultPercentiles[0], high ?? defaultPercentiles[1]];
  if (!(lower >= minPercentile && upper <= maxPercentile && lower < upper))
    invalidArgument(`the percentiles must rise and be from ${minPercentile} to ${maxPercentile}`);
  const series = toFloats(values).map((value) => (value === ignored || !Number.isFinite(value) ? Number.NaN : value));
  return toCells(outlierScores(series, lower / 100, upper / 100));
}

export const seriesOutliers = defineScalar({
  name: 'series_outliers',
  category: 'series',
  summary:
    "Tukey's scores: how far a point is outside a range of percentiles, scaled so that beyond ±1.5 it is an outlier and beyond ±3 a strong one. Where the percentiles are equal, the standard deviation replaces their distance (KQL).",
  parameters: {
    series: 'one number per point; missing values score 0',
    'kind?': { description: "'ctukey' for the given percentiles, 'tukey' for the quartiles", default: "'ctukey'" },
    'ignored_value?': { description: 'a value that scores 0 and is left out of the percentiles', default: 'NULL, for none' },
    'low_percentile?': { description: 'the lower percentile, at least 2', unit: 'percent', default: '10' },
    'high_percentile?': { description: 'the upper percentile, at most 98', unit: 'percent', default: '90' },
  },
  nulls: 'called',
  examples: [
    {
      call: "transform(series_outliers(array[3, 4, 5, 16, 5, 5, 4], 'tukey'), x -> round(x, 1))",
      result: '[-1.0, 0.0, 0.0, 11.0, 0.0, 0.0, 0.0]',
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), optional(varchar), optional(double), optional(double), optional(double)],
      returns: arrayOf(double),
      row: scores,
    }),
  ],
});
