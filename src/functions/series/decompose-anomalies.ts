import { arrayOf, bigint, double, varchar } from '../../types/token.ts';
import { defineScalar } from '../declaration.ts';
import { findAnomalies } from './algorithms/anomalies.ts';
import { evenGrid, onPoints } from './algorithms/grid.ts';
import { flag, integers, number, optionTexts, word } from './options.ts';
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
});

const options = optionTexts({
  confidence: number(0, 1),
  auto_period: flag,
  period_num: integers,
  direction: word('up', 'down', 'both'),
});

export const seriesDecomposeAnomalies = defineScalar({
  name: 'series_decompose_anomalies',
  category: 'series',
  summary:
    'Finds the anomalous points of a series: it is split into trend, seasons and rest, and the rest is judged by the tail of the series itself. A normal point scores exactly 0. Options: confidence (0 to 1, 0.005; larger raises more alarms), direction (up, down, both), period_num (points), auto_period.',
  parameters: ['times?', 'values', 'options?'],
  examples: [
    {
      call: 'filter(series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).anomalies_type_series, x -> x is not null)',
      result: "['ExceedUpperBound']",
    },
    { call: 'series_decompose_anomalies(array[], array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesForms({
    row,
    options,
    compute({ times, values }, _, { confidence = 0.005, auto_period, period_num, direction = 'both' }) {
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
      ];
    },
  }),
});
