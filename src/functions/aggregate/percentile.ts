import { double } from '../../types/type-descriptor.ts';
import { percentileOf } from '../array/running.ts';
import { defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

interface Sample {
  readonly values: number[];
  share: number;
}

export const percentile = defineAggregate({
  name: 'percentile',
  category: 'aggregate',
  summary:
    'The exact value below which a share (0 to 1) of the values lies, between neighbours by straight lines; keeps all values. approx_percentile needs less memory.',
  parameters: ['value', 'share'],
  examples: [{ call: 'percentile(x, 0.25)', result: '1.5' }],
  overloads: [
    {
      params: [double, double],
      returns: double,
      accumulator: ({ returns }) =>
        statefulAccumulator<Sample>(returns, {
          make: () => ({ values: [], share: 0 }),
          add(state, value, share) {
            state.values.push(value as number);
            state.share = share as number;
            return 8;
          },
          merge(state, other) {
            for (const value of other.values) state.values.push(value);
            state.share = other.share;
          },
          finish: ({ values, share }) => percentileOf(values, share),
        }),
      sql: { duckdb: 'quantile_cont($1, $2)' },
    },
  ],
});
