import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { forecastSeries } from './algorithms/forecast.ts';
import { evenGrid, onPoints } from './algorithms/grid.ts';
import { flag, group, ignored, number, type OptionReader, optionTexts, text, whole, word } from './options.ts';
import { answerRow, seriesForms, toCells } from './series-form.ts';

const row = answerRow({
  time_series: arrayOf(bigint),
  metric_series: arrayOf(double),
  forecast_metric_series: arrayOf(double),
  forecast_metric_upper_series: arrayOf(double),
  forecast_metric_lower_series: arrayOf(double),
  forecast_start_index: bigint,
  forecast_length: bigint,
});

const seasonList: OptionReader<readonly number[]> = (value, name) => {
  const seasons = Array.isArray(value) ? value : [value];
  return seasons.map((season, i) => {
    const { period } = group({ name: text, period: number(1e-6, 1e6), fourier_order: whole(1, 1000) })(season, `${name}[${i}]`);
    if (period === undefined) throw new SeriesFailure(`option '${name}[${i}]' needs a period in days`);
    return period;
  });
};

const options = optionTexts({
  freq: text,
  auto_period: flag,
  auto_period_order: ignored,
  uncertainty_config: group({ interval_width: number(0, 1), uncertainty_samples: ignored }),
  seasonality_config: group({ seasonality_mode: word('additive', 'multiplicative'), prior_scale: ignored, seasons: seasonList }),
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

/** The distance of forecast points: that of `freq`, such as '1min', or that of the series. */
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

export const seriesForecast: ScalarFunction = defineScalar({
  name: 'series_forecast',
  category: 'series',
  summary:
    'Foretells the next points of a series with an interval; rows of the history hold what the model fits to them. At least 31 points. Options: freq, auto_period, uncertainty_config (interval_width, 0.95), seasonality_config (seasonality_mode, seasons with a period in days). Several ways to go on are tried on the end of the history, and the best are averaged.',
  parameters: ['times?', 'values', 'points', 'options?'],
  impliedTimes: true,
  examples: [
    {
      call: 'slice(series_forecast(flatten(repeat(array[1, 5, 9, 5], 10)), 4).forecast_metric_series, 41, 4)',
      result: '[1.0, 5.0, 9.0, 5.0]',
    },
    { call: 'series_forecast(array[1, 2, 3], 5).error_msg', result: "'the series has 3 points; at least 31 are needed'" },
  ],
  overloads: seriesForms({
    row,
    more: [bigint],
    options,
    least: 31,
    compute({ times, values }, [points], { freq, auto_period, uncertainty_config, seasonality_config }) {
      if (points < 1n || points > maxPoints) throw new SeriesFailure(`the number of points must be from 1 to ${maxPoints}`);
      const horizon = Number(points);
      const grid = evenGrid(times, values);
      const step = stepOf(freq, grid.step);
      const days = seasonality_config?.seasons;
      if (days && step === undefined) throw new SeriesFailure('seasons in days need the times of the series');
      const given = days?.map((length) => Math.round((length * Number(day)) / Number(step)));
      const found = forecastSeries(grid.values, horizon, {
        periods: given ?? (auto_period === false ? clockPeriods(step) : undefined),
        width: uncertainty_config?.interval_width ?? 0.95,
        mode: seasonality_config?.seasonality_mode,
      });
      const known = grid.values.length;
      const whole = (cells: Float64Array) => [...onPoints(toCells(cells.subarray(0, known)), grid), ...toCells(cells.subarray(known))];
      const last = times?.at(-1);
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

/** The day and the week, in points; nothing where the step is unknown. */
function clockPeriods(step: bigint | undefined): readonly number[] | undefined {
  return step === undefined ? undefined : [day / step, (7n * day) / step].map(Number).filter((period) => period >= 2);
}
