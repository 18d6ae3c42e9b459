import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, double, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { outlierScores } from './algorithms/outliers.ts';
import { toCells, toFloats } from './series-form.ts';

type Numbers = readonly (number | null)[];

/** Scores with the arguments that are given; NULL stands for the usual one. */
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
  const [least, most] = method === 'tukey' ? [25, 75] : [low ?? 10, high ?? 90];
  if (!(least >= 2 && most <= 98 && least < most)) invalidArgument('the percentiles must rise and lie from 2 to 98');
  const series = toFloats(values).map((value) => (value === ignored || !Number.isFinite(value) ? Number.NaN : value));
  return toCells(outlierScores(series, least / 100, most / 100));
}

const parameters: readonly TypeDescriptor[] = [arrayOf(double), varchar, double, double, double];

export const seriesOutliers = defineScalar({
  name: 'series_outliers',
  category: 'series',
  summary:
    "Tukey's scores: how far a point lies outside the 10th to 90th percentile ('ctukey', or other percentiles) or the quartiles ('tukey'), so scaled that beyond 1.5 or -1.5 it is an outlier and beyond 3 a strong one. Missing and ignored values score 0; where the percentiles are equal the standard deviation stands for their distance (KQL).",
  parameters: ['series', 'kind?', 'ignored_value?', 'low_percentile?', 'high_percentile?'],
  nulls: 'called',
  examples: [
    {
      call: "transform(series_outliers(array[3, 4, 5, 16, 5, 5, 4], 'tukey'), x -> round(x, 1))",
      result: '[-1.0, 0.0, 0.0, 11.0, 0.0, 0.0, 0.0]',
    },
  ],
  overloads: parameters.map((_, i) => ({
    params: parameters.slice(0, i + 1),
    returns: arrayOf(double),
    row: scores as (...args: unknown[]) => unknown,
  })),
});
