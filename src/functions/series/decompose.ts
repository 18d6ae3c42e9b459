import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { type ClassicalOptions, decomposeClassically, phaseMedians, scorePeriods, validatePeriod } from './algorithms/classical.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { completeSeries } from './fits.ts';
import { number, optionTexts, whole, word } from './options.ts';
import { answerRow, readSeries, toCells, toFloats } from './series-form.ts';

type Numbers = readonly (number | null)[];

const parts = answerRow({ baseline: arrayOf(double), seasonal: arrayOf(double), trend: arrayOf(double), residual: arrayOf(double) });

/** Kusto's arguments in their order, with their usual values. */
function classical(seasonality = -1n, trend = 'avg', testPoints = 0n, threshold = 0.6): ClassicalOptions {
  if (trend !== 'avg' && trend !== 'linefit' && trend !== 'none')
    throw new SeriesFailure(`the trend is 'avg', 'linefit' or 'none', not '${trend}'`);
  if (testPoints < 0n) throw new SeriesFailure('the number of test points must not be negative');
  return { seasonality: Number(seasonality), trend, testPoints: Number(testPoints), threshold };
}

const settings: readonly TypeDescriptor[] = [bigint, varchar, bigint, double];

const seriesDecompose = defineScalar({
  name: 'series_decompose',
  category: 'series',
  summary:
    "Splits a series into seasonal (the median of each phase), trend ('avg', 'linefit' or 'none') and residual; baseline is season plus trend. The seasonality is -1 to look for a period whose score reaches the threshold (0.6), 0 for none, or its points; nothing is learnt from the test points at the end (KQL; for alarms and bands see series_decompose_anomalies).",
  parameters: ['series', 'seasonality?', 'trend?', 'test_points?', 'threshold?'],
  examples: [
    { call: 'series_decompose(array[1, 3, 5, 1, 3, 5, 1, 3, 5], 3).seasonal', result: '[1.0, 3.0, 5.0, 1.0, 3.0, 5.0, 1.0, 3.0, 5.0]' },
  ],
  overloads: [0, 1, 2, 3, 4].map((count) => ({
    params: [arrayOf(double), ...settings.slice(0, count)],
    returns: parts.returns,
    row: ((values: Numbers, ...rest: Parameters<typeof classical>) =>
      parts.answer(() => {
        const found = decomposeClassically(completeSeries(values, 2), classical(...rest));
        return [found.baseline, found.seasonal, found.trend, found.residual].map(toCells);
      })) as (...args: unknown[]) => unknown,
  })),
});

const forecast = answerRow({ forecast_series: arrayOf(double) });
const forecastOptions = optionTexts({
  seasonality: whole(-1, 1e9),
  trend: word('avg', 'linefit', 'none'),
  seasonality_threshold: number(0, 1),
});

function forecastClassically(values: Numbers, points: bigint, options: string | undefined): readonly unknown[] {
  return forecast.answer(() => {
    const { seasonality = -1, trend = 'avg', seasonality_threshold: threshold = 0.6 } = forecastOptions.read(options);
    const { values: series } = readSeries(undefined, values);
    const learnt = series.length - Number(points);
    if (points < 1n || learnt < 2) throw new SeriesFailure(`${points} points cannot be forecast in a series of ${series.length}`);
    completeSeries(values.slice(0, learnt), 2);
    const known = series.map((value, i) => (i < learnt ? value : 0));
    return [toCells(decomposeClassically(known, { seasonality, trend, testPoints: Number(points), threshold }).baseline)];
  });
}

const seriesDecomposeForecast = defineScalar({
  name: 'series_decompose_forecast',
  category: 'series',
  summary:
    'The baseline of series_decompose when its last points are to be forecast: the series already has their places, with any values (KQL). Options: seasonality, trend, seasonality_threshold. For intervals and more than one season see series_forecast.',
  parameters: ['series', 'points', 'options?'],
  examples: [
    {
      call: 'series_decompose_forecast(array[2, 4, 2, 4, 2, 4, null, null], 2, \'{"seasonality": 2}\').forecast_series',
      result: '[2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 2.0, 4.0]',
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), bigint],
      returns: forecast.returns,
      row: (values, points) => forecastClassically(values, points, undefined),
    }),
    overload({
      params: [arrayOf(double), bigint, varchar],
      returns: forecast.returns,
      options: forecastOptions,
      row: forecastClassically,
    }),
  ],
});

const seriesSeasonal = defineScalar({
  name: 'series_seasonal',
  category: 'series',
  summary:
    'The season of a series: the median of each phase, repeated. The period is looked for (its score must reach 0.7) unless given; zeros where there is none. NULL where a value is missing (KQL).',
  parameters: ['series', 'period?'],
  examples: [
    {
      call: 'series_seasonal(array[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6], 3)',
      result: '[1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5]',
    },
  ],
  overloads: [[], [bigint]].map((more) => ({
    params: [arrayOf(double), ...more],
    returns: arrayOf(double),
    row: ((values: Numbers, given: bigint = -1n) => {
      const series = toFloats(values);
      if (!series.every(Number.isFinite)) return null;
      if (given < -1n) invalidArgument('the period must not be negative');
      const period = given >= 0n ? Number(given) : (scorePeriods(series, 4, series.length).find(({ score }) => score >= 0.7)?.length ?? 0);
      return toCells(period > 0 ? phaseMedians(series, period) : new Float64Array(series.length));
    }) as (...args: unknown[]) => unknown,
  })),
});

const periods = answerRow({ periods: arrayOf(bigint), scores: arrayOf(double) });

const seriesPeriodsDetect = defineScalar({
  name: 'series_periods_detect',
  category: 'series',
  summary:
    'The periods of a series in points between two bounds, the surest first, with scores from 0 to 1; padded with zeros to the number asked for. A period has at least 4 points, fits twice, and must predict cycles it has not seen (KQL).',
  parameters: ['series', 'least', 'most', 'count'],
  examples: [
    { call: 'series_periods_detect(flatten(repeat(array[1, 3, 9, 7, 5], 8)), 0, 20, 2).periods', result: '[5, 0]' },
    { call: 'series_periods_detect(array[], 0, 20, 1).error_msg', result: "'the series is empty'" },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), double, double, bigint],
      returns: periods.returns,
      row: (values, least, most, count) =>
        periods.answer(() => {
          if (count < 1n || count > 100n) throw new SeriesFailure('the number of periods must be from 1 to 100');
          const found = scorePeriods(readSeries(undefined, values).values, least, most);
          const places = Array.from({ length: Number(count) }, (_, i) => found[i]);
          return [places.map((period) => BigInt(period?.length ?? 0)), places.map((period) => period?.score ?? 0)];
        }),
    }),
  ],
});

const seriesPeriodsValidate = defineScalar({
  name: 'series_periods_validate',
  category: 'series',
  summary:
    'The scores from 0 to 1 of given periods in points, up to 16; 0 for one under 4 points, over half of the series, or within what noise gives (KQL).',
  parameters: ['series', 'period', '…'],
  examples: [{ call: 'series_periods_validate(flatten(repeat(array[1, 3, 9, 7, 5], 8)), 5, 3).scores[2]', result: '0.0' }],
  overloads: [
    {
      params: [arrayOf(double), bigint],
      variadic: true,
      returns: periods.returns,
      row: ((values: Numbers, ...given: bigint[]) =>
        periods.answer(() => {
          if (given.length === 0 || given.length > 16) throw new SeriesFailure('give 1 to 16 periods');
          const series = readSeries(undefined, values).values;
          return [given, given.map((period) => validatePeriod(series, Number(period)))];
        })) as (...args: unknown[]) => unknown,
    },
  ],
});

export const seriesDecompositions: readonly ScalarFunction[] = [
  seriesDecompose,
  seriesDecomposeForecast,
  seriesSeasonal,
  seriesPeriodsDetect,
  seriesPeriodsValidate,
];
