import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { forecastSeries } from './algorithms/forecast.ts';
import { onPoints } from './algorithms/grid.ts';
import { flag, group, groups, ignored, integer, number, optionSchema, string, word } from './options.ts';
import { impliedTimesParameter, optionsParameter, valuesParameter } from './parameters.ts';
import { resultRow, seriesOverloads, toCells } from './series-function.ts';

const row = resultRow({
  time_series: arrayOf(bigint),
  metric_series: arrayOf(double),
  forecast_metric_series: arrayOf(double),
  forecast_metric_upper_series: arrayOf(double),
  forecast_metric_lower_series: arrayOf(double),
  forecast_start_index: bigint,
  forecast_length: bigint,
});

const options = optionSchema({
  freq: { ...string, description: "the distance of points, such as '1min'; it must be that of the times", otherwise: 'that of the times' },
  auto_period: { ...flag, default: true, description: 'whether seasons are detected; if not, only days and weeks are tried' },
  auto_period_order: ignored,
  uncertainty_config: {
    ...group({
      interval_width: { ...number(0, 1), default: 0.95, description: 'the fraction of future values that the interval is to contain' },
      uncertainty_samples: ignored,
    }),
    description: 'the interval around the forecast',
  },
  seasonality_config: {
    ...group({
      seasonality_mode: {
        ...word('additive', 'multiplicative'),
        description: 'whether seasons are added to the level or multiply it',
        otherwise: 'chosen by the data',
      },
      prior_scale: ignored,
      seasons: {
        ...groups({
          name: { ...string, description: 'a name for the reader; has no effect' },
          period: { ...number(1e-6, 1e6), required: true, unit: 'days', description: 'the length of the season' },
          fourier_order: { ...integer(1, 1000), description: 'accepted for compatibility with SLS; has no effect' },
        }),
        description: 'the seasons, if they are known',
        otherwise: 'detected',
      },
    }),
    description: 'the seasons',
  },
});

const units: Readonly<Record<string, bigint>> = {
  s: 1n,
  sec: 1n,
  min: 60n,
  t: 60n,
  m: 60n,
  h: 3600n,
  hour: 3600n,
  d: 86400n,
  day: 86400n,
  w: 604800n,
};
const second = 1_000_000_000n;
const day = 86_400_000_000_000n;

/** The distance of forecast points in nanoseconds: that of `freq`, such as '1min', or that of the series. */
function stepOf(freq: string | undefined, step: bigint | undefined): bigint | undefined {
  if (freq === undefined) return step;
  const found = /^(\d*)\s*([a-z]+?)s?$/i.exec(freq.trim());
  const unit = found && units[found[2]!.toLowerCase()];
  if (!found || !unit) throw new SeriesFailure(`option 'freq' must be a number and a unit such as '1min', not '${freq}'`);
  const wanted = BigInt(found[1] || '1') * unit * second;
  if (step !== undefined && wanted !== step)
    throw new SeriesFailure(`option 'freq' is ${wanted} ns, the series has a point every ${step} ns; make-series can change its step`);
  return wanted;
}

const maxPoints = 100_000n;

/** The fewest points from which a forecast is tried: below, no season can be told from noise. */
const minPoints = 31;

export const seriesForecast: ScalarFunction = defineScalar({
  name: 'series_forecast',
  category: 'series',
  summary:
    'Forecasts the next points of a series with an interval; results start with what the model fits to the history. Several models are tried on the end of the history, and the best are averaged.',
  parameters: {
    ...impliedTimesParameter,
    ...valuesParameter,
    points: { description: 'how many points to forecast, 1 to 100,000', unit: 'points' },
    ...optionsParameter,
  },
  impliedTimes: true,
  examples: [
    {
      call: 'slice(series_forecast(flatten(repeat(array[1, 5, 9, 5], 10)), 4).forecast_metric_series, 41, 4)',
      result: '[1.0, 5.0, 9.0, 5.0]',
    },
    { call: 'series_forecast(array[1, 2, 3], 5).error_msg', result: "'the series has 3 points; at least 31 are needed'" },
  ],
  overloads: seriesOverloads({
    row,
    more: [bigint],
    options,
    minPoints,
    compute({ times, values, grid }, [points], { freq, auto_period, uncertainty_config, seasonality_config }) {
      if (points < 1n || points > maxPoints) throw new SeriesFailure(`the number of points must be from 1 to ${maxPoints}`);
      const horizon = Number(points);
      const step = stepOf(freq, grid.step);
      const { seasons, seasonality_mode: mode } = seasonality_config;
      if (seasons && step === undefined) throw new SeriesFailure('seasons in days need the times of the series');
      const given = seasons?.map(({ period }) => Math.round((period * Number(day)) / Number(step)));
      const found = forecastSeries(grid.values, horizon, {
        periods: given ?? (auto_period ? undefined : clockPeriods(step)),
        width: uncertainty_config.interval_width,
        mode,
      });
      const known = grid.values.length;
      const whole = (cells: Float64Array) => [...onPoints(toCells(cells.subarray(0, known)), grid), ...toCells(cells.subarray(known))];
      const last = grid.extent?.last;
      return [
        times && last !== undefined && step !== undefined
          ? [...times, ...Array.from({ length: horizon }, (_, k) => last + BigInt(k + 1) * step)]
          : null,
        [...toCells(values), ...new Array<null>(horizon).fill(null)],
        whole(found.fitted),
        whole(found.upper),
        whole(found.lower),
        BigInt(values.length),
        points,
      ];
    },
  }),
});

/** The day and the week in points; undefined where the step is unknown. */
function clockPeriods(step: bigint | undefined): readonly number[] | undefined {
  return step === undefined ? undefined : [day / step, (7n * day) / step].map(Number).filter((period) => period >= 2);
}
