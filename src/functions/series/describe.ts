import { json } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { describeSeries } from './algorithms/describe.ts';
import { evenGrid } from './algorithms/grid.ts';
import { answerRow, seriesForms } from './series-form.ts';

export const seriesDescribe = defineScalar({
  name: 'series_describe',
  category: 'series',
  summary:
    'Describes a series as JSON: max, min, mean, sum, std, p5 to p95, actual_point_count, missing_point_count, time_granularity (ns), periods (points), trend, segments (stretches with their shape) and transitions (steps and reversals with a confidence).',
  parameters: ['times?', 'values'],
  impliedTimes: true,
  examples: [
    { call: "json_extract(series_describe(array[1, null, 3]).result, '$.missing_point_count')", result: '1' },
    {
      call: "json_extract_scalar(series_describe(concat(repeat(5, 30), repeat(9, 30))).result, '$.transitions[0].type')",
      result: "'STEP_UP'",
    },
    { call: 'series_describe(array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesForms({
    row: answerRow({ result: json }),
    compute({ times, values }) {
      const grid = evenGrid(times, values);
      const { statistics, actual, missing, periods, trend, segments, transitions } = describeSeries(grid.values);
      const fields = {
        ...statistics,
        actual_point_count: actual,
        missing_point_count: missing,
        time_granularity: grid.step === undefined ? null : Number(grid.step),
        periods,
        trend,
        segments: segments.map(({ begin, end, shape, mean, slope }) => ({ start_index: begin, end_index: end, type: shape, mean, slope })),
        transitions: transitions.map(({ kind, ...rest }) => ({ type: kind, ...rest })),
      };
      return [JSON.stringify(fields)];
    },
  }),
});
