import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { findAnomalies } from './algorithms/anomalies.ts';
import { explainAnomalies } from './algorithms/explain.ts';
import { evenGrid, type Grid, onPoints } from './algorithms/grid.ts';
import { flag, integers, number, optionTexts, word } from './options.ts';
import { pointNames } from './point-names.ts';
import { answerRow, seriesForms, toCells } from './series-form.ts';

const row = answerRow({
  anomalies_score_series: arrayOf(double),
  anomalies_type_series: arrayOf(varchar),
  baseline_series: arrayOf(double),
  lower_series: arrayOf(double),
  upper_series: arrayOf(double),
  trend_series: arrayOf(double),
  seasonal_series: arrayOf(double),
  periods: arrayOf(bigint),
  explanations: arrayOf(varchar),
});

const options = optionTexts({
  confidence: number(0, 1),
  auto_period: flag,
  period_num: integers,
  direction: word('up', 'down', 'both'),
});

/** Names the places of a grid by the points given; a flagged place always is one. */
function gridNames({ places }: Grid, name: (point: number) => string): (place: number) => string {
  if (!places) return name;
  const points = new Map(Array.from(places, (place, point) => [place, point]));
  return (place) => name(points.get(place)!);
}

export const seriesDecomposeAnomalies = defineScalar({
  name: 'series_decompose_anomalies',
  category: 'series',
  summary:
    'Finds the anomalous points of a series: it is split into trend, seasons and rest, and the rest is judged by the tail of the series itself. A normal point scores exactly 0. Beside scores and types the row holds what a chart needs (baseline, lower, upper, trend, seasonal, periods) and a sentence for each flagged stretch (explanations). Options: confidence (0 to 1, 0.005; larger raises more alarms), direction (up, down, both), period_num (points), auto_period.',
  parameters: ['times?', 'values', 'options?'],
  impliedTimes: true,
  examples: [
    {
      call: 'filter(series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).anomalies_type_series, x -> x is not null)',
      result: "['ExceedUpperBound']",
    },
    {
      call: 'series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).explanations',
      result: "['1 point at place 8, 18 times the expected 5.5']",
    },
    { call: 'series_decompose_anomalies(array[], array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesForms({
    row,
    options,
    compute({ times, values }, _, { confidence = 0.005, auto_period, period_num, direction = 'both' }, { timeZone }) {
      const given = period_num?.filter((period) => period > 0);
      const look = auto_period ?? given === undefined;
      const grid = evenGrid(times, values);
      const found = findAnomalies(grid.values, { confidence, direction, periods: given ?? (look ? undefined : []) });
      return [
        onPoints(toCells(found.scores), grid),
        onPoints(found.types, grid),
        onPoints(toCells(found.baseline), grid),
        onPoints(toCells(found.lower), grid),
        onPoints(toCells(found.upper), grid),
        onPoints(toCells(found.trend), grid),
        onPoints(toCells(found.seasonal), grid),
        found.periods.map(BigInt),
        explainAnomalies(grid.values, found, gridNames(grid, pointNames(times, timeZone))),
      ];
    },
  }),
});
