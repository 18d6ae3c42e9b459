import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { defaultConfidence, thresholdFor } from './algorithms/anomalies.ts';
import { onPoints } from './algorithms/grid.ts';
import { findPatternAnomalies } from './algorithms/pattern-anomalies.ts';
import { integer, number, optionSchema } from './options.ts';
import { seriesParameters } from './parameters.ts';
import { resultRow, seriesOverloads, toCells } from './series-function.ts';

const options = optionSchema({
  confidence: { ...number(0, 1), default: defaultConfidence, description: 'larger values raise more alarms' },
  window: { ...integer(4, 100_000), unit: 'points', otherwise: 'derived from the period', description: 'the length of a shape' },
});

/** The threshold of a shape relative to that of a point: distances between segments are smoother than residuals of points. */
const shapeThreshold = 0.8;

export const seriesPatternAnomalies = defineScalar({
  name: 'series_pattern_anomalies',
  category: 'series',
  summary:
    'Finds segments whose shape occurs nowhere else in the series, by the distance to the most similar other segment (matrix profile; Yeh et al., ICDM 2016). A normal point scores exactly 0; `baseline_series` is the most similar segment.',
  parameters: seriesParameters,
  examples: [
    {
      call: "cardinality(filter(series_pattern_anomalies(concat(flatten(repeat(array[1, 5, 9, 5], 99)), array[5, 5, 5, 5, 5, 5, 5, 5], flatten(repeat(array[1, 5, 9, 5], 99)))).anomalies_type_series, x -> x = 'Pattern')) > 0",
      result: 'true',
    },
    { call: 'series_pattern_anomalies(array[1, 2, 3]).error_msg', result: "'the series has 3 points; at least 32 are needed'" },
  ],
  overloads: seriesOverloads({
    row: resultRow({
      anomalies_score_series: arrayOf(double),
      anomalies_type_series: arrayOf(varchar),
      baseline_series: arrayOf(double),
      window: bigint,
      periods: arrayOf(bigint),
    }),
    options,
    minPoints: 32,
    compute({ grid }, _, { confidence, window }) {
      const found = findPatternAnomalies(grid.values, { window, threshold: shapeThreshold * thresholdFor(confidence) });
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
