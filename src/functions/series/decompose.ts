import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, optional, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import {
  type ClassicalOptions,
  decomposeClassically,
  forecastThreshold,
  phaseMedians,
  scorePeriods,
  seasonThreshold,
  validatePeriod,
} from './algorithms/classical.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { completeSeries } from './fits.ts';
import { integer, number, optionSchema, word } from './options.ts';
import { optionsParameter } from './parameters.ts';
import { readValues, resultRow, toCells, toFloats } from './series-function.ts';

type Numbers = readonly (number | null)[];

const parts = resultRow({ baseline: arrayOf(double), seasonal: arrayOf(double), trend: arrayOf(double), residual: arrayOf(double) });

/** Kusto's arguments in their order, with their defaults. */
function classical(seasonality = -1n, trend = 'avg', testPoints = 0n, threshold = forecastThreshold): ClassicalOptions {
  if (trend !== 'avg' && trend !== 'linefit' && trend !== 'none')
    throw new SeriesFailure(`the trend is 'avg', 'linefit' or 'none', not '${trend}'`);
  if (testPoints < 0n) throw new SeriesFailure('the number of test points must not be negative');
  return { seasonality: Number(seasonality), trend, testPoints: Number(testPoints), threshold };
}

const completeParameter = { series: 'one number per point; none may be missing' };

const seriesDecompose = defineScalar({
  name: 'series_decompose',
  category: 'series',
  summary:
    'Splits a series into seasonal (the median of each phase), trend and residual; baseline is seasonal + trend (KQL). For alarms and bands see series_decompose_anomalies.',
  parameters: {
    ...completeParameter,
    'seasonality?': { description: 'the period; 0 for none, -1 to detect one', unit: 'points', default: '-1' },
    'trend?': { description: "'avg' for a constant, 'linefit' for a line, 'none' for 0", default: "'avg'" },
    'test_points?': { description: 'how many points at the end are not used for fitting', unit: 'points', default: '0' },
    'threshold?': { description: 'the lowest score of a period that is detected, 0 to 1', default: '0.6' },
  },
  examples: [
    { call: 'series_decompose(array[1, 3, 5, 1, 3, 5, 1, 3, 5], 3).seasonal', result: '[1.0, 3.0, 5.0, 1.0, 3.0, 5.0, 1.0, 3.0, 5.0]' },
    {
      call: 'series_decompose(array[1, null, 5]).error_msg',
      result: "'a value is missing or infinite; series_fill_linear fills gaps'",
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), optional(bigint), optional(varchar), optional(bigint), optional(double)],
      returns: parts.returns,
      prepare: (call) => (values, seasonality, trend, testPoints, threshold) =>
        parts.answer(call, () => {
          const found = decomposeClassically(completeSeries(values, 2), classical(seasonality, trend, testPoints, threshold));
          return [found.baseline, found.seasonal, found.trend, found.residual].map(toCells);
        }),
    }),
  ],
});

const forecast = resultRow({ forecast_series: arrayOf(double) });
const forecastOptions = optionSchema({
  seasonality: { ...integer(-1, 1e9), default: -1, unit: 'points', description: 'the period; 0 for none, -1 to detect one' },
  trend: { ...word('avg', 'linefit', 'none'), default: 'avg', description: 'a constant, a line, or 0' },
  seasonality_threshold: {
    ...number(0, 1),
    default: forecastThreshold,
    description: 'the lowest score of a period that is detected',
  },
});

function forecastClassically(values: Numbers, points: bigint, optionsSource: string | undefined, call: CallSite): readonly unknown[] {
  return forecast.answer(call, () => {
    const { seasonality, trend, seasonality_threshold: threshold } = forecastOptions.read(optionsSource);
    const series = readValues(values);
    const fitted = series.length - Number(points);
    if (points < 1n || fitted < 2) throw new SeriesFailure(`${points} points cannot be forecast in a series of ${series.length}`);
    completeSeries(values.slice(0, fitted), 2);
    const known = series.map((value, i) => (i < fitted ? value : 0));
    return [toCells(decomposeClassically(known, { seasonality, trend, testPoints: Number(points), threshold }).baseline)];
  });
}

const seriesDecomposeForecast = defineScalar({
  name: 'series_decompose_forecast',
  category: 'series',
  summary:
    'The baseline of series_decompose with its last points forecast (KQL). For intervals and more than one season see series_forecast.',
  parameters: {
    series: 'one number per point, including the points to forecast, whose values are not used',
    points: { description: 'how many points at the end to forecast', unit: 'points' },
    ...optionsParameter,
  },
  examples: [
    {
      call: 'series_decompose_forecast(array[2, 4, 2, 4, 2, 4, null, null], 2, \'{"seasonality": 2}\').forecast_series',
      result: '[2.0, 4.0, 2.0, 4.0, 2.0, 4.0, 2.0, 4.0]',
    },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), bigint, optional(varchar)],
      returns: forecast.returns,
      options: forecastOptions,
      prepare: (call) => (values, points, source) => forecastClassically(values, points, source, call),
    }),
  ],
});

const seriesSeasonal = defineScalar({
  name: 'series_seasonal',
  category: 'series',
  summary:
    'The season of a series: the median of each phase, repeated; zeros where there is no season, NULL where a value is missing (KQL).',
  parameters: {
    ...completeParameter,
    'period?': { description: 'the length of the season', unit: 'points', default: 'detected, if its score is 0.7 or more' },
  },
  examples: [
    {
      call: 'series_seasonal(array[1, 3, 5, 2, 4, 6, 1, 3, 5, 2, 4, 6], 3)',
      result: '[1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5, 1.5, 3.5, 5.5]',
    },
    { call: 'series_seasonal(array[1, null, 5])', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), optional(bigint)],
      returns: arrayOf(double),
      row(values, given = -1n) {
        const series = toFloats(values);
        if (!series.every(Number.isFinite)) return null;
        if (given < -1n) invalidArgument('the period must not be negative');
        const detected = (): number => scorePeriods(series, 0, series.length).find(({ score }) => score >= seasonThreshold)?.length ?? 0;
        const period = given >= 0n ? Number(given) : detected();
        return toCells(period > 0 ? phaseMedians(series, period) : new Float64Array(series.length));
      },
    }),
  ],
});

const periods = resultRow({ periods: arrayOf(bigint), scores: arrayOf(double) });

const seriesPeriodsDetect = defineScalar({
  name: 'series_periods_detect',
  category: 'series',
  summary:
    'Detects the periods of a series with scores from 0 to 1, the most certain first, padded with zeros. A period fits at least twice and must predict cycles it was not fitted to (KQL).',
  parameters: {
    series: 'one number per point; gaps are filled linearly',
    min: { description: 'the shortest period; periods of fewer than 4 points are never found', unit: 'points' },
    max: { description: 'the longest period', unit: 'points' },
    count: 'how many periods to return, 1 to 100',
  },
  examples: [
    { call: 'series_periods_detect(flatten(repeat(array[1, 3, 9, 7, 5], 8)), 0, 20, 2).periods', result: '[5, 0]' },
    { call: 'series_periods_detect(array[], 0, 20, 1).error_msg', result: "'the series is empty'" },
  ],
  overloads: [
    overload({
      params: [arrayOf(double), double, double, bigint],
      returns: periods.returns,
      prepare: (call) => (values, min, max, count) =>
        periods.answer(call, () => {
          if (count < 1n || count > 100n) throw new SeriesFailure('the number of periods must be from 1 to 100');
          const found = scorePeriods(readValues(values), min, max);
          const padded = Array.from({ length: Number(count) }, (_, i) => found[i]);
          return [padded.map((period) => BigInt(period?.length ?? 0)), padded.map((period) => period?.score ?? 0)];
        }),
    }),
  ],
});

const seriesPeriodsValidate = defineScalar({
  name: 'series_periods_validate',
  category: 'series',
  summary: 'Scores given periods from 0 to 1; 0 for one shorter than 4 points, longer than half the series, or no better than noise (KQL).',
  parameters: {
    series: 'one number per point; gaps are filled linearly',
    period: { description: 'a period to score', unit: 'points' },
    '…': 'further periods, up to 16 in all',
  },
  examples: [{ call: 'series_periods_validate(flatten(repeat(array[1, 3, 9, 7, 5], 8)), 5, 3).scores[2]', result: '0.0' }],
  overloads: [
    {
      params: [arrayOf(double), bigint],
      variadic: true,
      returns: periods.returns,
      prepare:
        (call: CallSite) =>
        (...args: readonly unknown[]) =>
          periods.answer(call, () => {
            const [values, ...given] = args as [Numbers, ...bigint[]]; // the types of `params`
            if (given.length === 0 || given.length > 16) throw new SeriesFailure('give 1 to 16 periods');
            const series = readValues(values);
            return [given, given.map((period) => validatePeriod(series, Number(period)))];
          }),
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
