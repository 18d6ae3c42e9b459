import { json } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';
import { describeSeries } from './algorithms/describe.ts';
import { impliedTimesParameter, valuesParameter } from './parameters.ts';
import { resultRow, seriesOverloads } from './series-function.ts';

export const seriesDescribe = defineScalar({
  name: 'series_describe',
  category: 'series',
  summary:
    'Describes a series as JSON: statistics, present and missing points, periods, trend, segments with their shape, and transitions with their confidence. Indexes are those of the series at even steps, missing points included.',
  parameters: { ...impliedTimesParameter, ...valuesParameter },
  impliedTimes: true,
  examples: [
    { call: "json_extract(series_describe(array[1, null, 3]).result, '$.missing_point_count')", result: '1' },
    {
      call: "json_extract_scalar(series_describe(concat(repeat(5, 30), repeat(9, 30))).result, '$.transitions[0].type')",
      result: "'STEP_UP'",
    },
    { call: 'series_describe(array[]).error_msg', result: "'the series is empty'" },
  ],
  overloads: seriesOverloads({
    row: resultRow({ result: json }),
    compute({ grid }) {
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
