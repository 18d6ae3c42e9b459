import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { thresholdFor } from './algorithms/anomalies.ts';
import { evenGrid, onPoints } from './algorithms/grid.ts';
import { findPatternAnomalies } from './algorithms/pattern-anomalies.ts';
import { number, optionTexts, whole } from './options.ts';
import { answerRow, seriesForms, toCells } from './series-form.ts';

const options = optionTexts({ confidence: number(0, 1), window: whole(4, 100_000) });

export const seriesPatternAnomalies = defineScalar({
  name: 'series_pattern_anomalies',
  category: 'series',
  summary:
    'Finds stretches whose shape occurs nowhere else in the series, which a test of single points misses: the distance to the most similar other stretch (a matrix profile; Yeh et al., ICDM 2016) is judged by its own tail. A usual point scores exactly 0; baseline_series is the most similar stretch. Options: confidence (0 to 1, 0.005), window (points of a shape).',
  parameters: ['times?', 'values', 'options?'],
  examples: [
    {
      call: "cardinality(filter(series_pattern_anomalies(concat(flatten(repeat(array[1, 5, 9, 5], 99)), array[5, 5, 5, 5, 5, 5, 5, 5], flatten(repeat(array[1, 5, 9, 5], 99)))).anomalies_type_series, x -> x = 'Pattern')) > 0",
      result: 'true',
    },
    { call: 'series_pattern_anomalies(array[1, 2, 3]).error_msg', result: "'the series has 3 points; at least 32 are needed'" },
  ],
  overloads: seriesForms({
    row: answerRow({
      anomalies_score_series: arrayOf(double),
      anomalies_type_series: arrayOf(varchar),
      baseline_series: arrayOf(double),
      window: bigint,
      periods: arrayOf(bigint),
    }),
    options,
    least: 32,
    compute({ times, values }, _, { confidence = 0.005, window }) {
      const grid = evenGrid(times, values);
      const found = findPatternAnomalies(grid.values, { window, threshold: 0.8 * thresholdFor(confidence) });
      const scores = onPoints(toCells(found.scores), grid);
      return [
        scores,
        scores.map((score) => (score ? 'Pattern' : null)),
        onPoints(toCells(found.expected), grid),
        BigInt(found.window),
        found.periods.map(BigInt),
      ];
    },
  }),
});
