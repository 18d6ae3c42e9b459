import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { defaultConfidence, findAnomalies } from './algorithms/anomalies.ts';
import { explainAnomalies } from './algorithms/explain.ts';
import { onPoints, pointFinder } from './algorithms/grid.ts';
import { flag, integers, number, optionSchema, word } from './options.ts';
import { impliedTimesParameter, optionsParameter, valuesParameter } from './parameters.ts';
import { pointNames } from './point-names.ts';
import { resultRow, seriesOverloads, toCells } from './series-function.ts';

const row = resultRow({
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

const options = optionSchema({
  confidence: { ...number(0, 1), default: defaultConfidence, description: 'larger values raise more alarms' },
  direction: { ...word('up', 'down', 'both'), default: 'both', description: 'report only points above, or below, what was expected' },
  period_num: { ...integers, unit: 'points', otherwise: 'detected', description: 'the length of the season, or of several' },
  auto_period: { ...flag, otherwise: 'true unless period_num is given', description: 'whether seasons are detected' },
});

export const seriesDecomposeAnomalies = defineScalar({
  name: 'series_decompose_anomalies',
  category: 'series',
  summary:
    'Finds anomalous points: splits a series into trend, seasons and residual, and judges the residual by its own distribution. A normal point scores exactly 0, an anomalous one up to 1; `explanations` has a sentence per flagged segment.',
  parameters: { ...impliedTimesParameter, ...valuesParameter, ...optionsParameter },
  impliedTimes: true,
  examples: [
    {
      call: 'filter(series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).anomalies_type_series, x -> x is not null)',
      result: "['ExceedUpperBound']",
    },
    {
      call: 'series_decompose_anomalies(array[5, 6, 5, 6, 5, 6, 5, 99, 5, 6, 5, 6]).explanations',
      result: "['1 point at position 8, 18 times the expected 5.5']",
    },
    { call: 'series_decompose_anomalies(array[], array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesOverloads({
    row,
    options,
    compute(series, _, { confidence, auto_period, period_num, direction }, { timeZone }) {
      const { grid } = series;
      const given = period_num?.filter((period) => period > 0);
      const detect = auto_period ?? given === undefined;
      const found = findAnomalies(grid.values, { confidence, direction, periods: given ?? (detect ? undefined : []) });
      const pointAt = pointFinder(grid);
      const nameOf = pointNames(series, timeZone);
      return [
        onPoints(toCells(found.scores), grid),
        onPoints(found.types, grid),
        onPoints(toCells(found.baseline), grid),
        onPoints(toCells(found.lower), grid),
        onPoints(toCells(found.upper), grid),
        onPoints(toCells(found.trend), grid),
        onPoints(toCells(found.seasonal), grid),
        found.periods.map(BigInt),
        explainAnomalies(grid.values, found, (index) => nameOf(pointAt(index))),
      ];
    },
  }),
});
