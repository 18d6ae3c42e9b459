import { arrayOf, double } from '../../types/type-descriptor.ts';
import { percentileOf } from '../array/running.ts';
import { defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

interface Sample {
  readonly values: number[];
  fraction: number;
}

export const percentile = defineAggregate({
  name: 'percentile',
  category: 'aggregate',
  summary:
    'The exact value below which a fraction (0 to 1) of the values lies, between neighbours by straight lines; keeps all values. approx_percentile needs less memory.',
  parameters: ['value', 'fraction'],
  examples: [{ call: 'percentile(x, 0.25)', result: '1.5' }],
  overloads: [
    {
      params: [double, double],
      returns: double,
      accumulator: ({ returns }) =>
        statefulAccumulator<Sample>(returns, {
          make: () => ({ values: [], fraction: 0 }),
          add(state, value, fraction) {
            state.values.push(value as number);
            state.fraction = fraction as number;
            return 8;
          },
          merge(state, other) {
            for (const value of other.values) state.values.push(value);
            state.fraction = other.fraction;
          },
          encoding: {
            fields: [
              { name: 'values', type: arrayOf(double).type },
              { name: 'fraction', type: double.type },
            ],
            encode: (state) => [state.values, state.fraction],
            decode: ([values, fraction]) => ({ values: values as number[], fraction: fraction as number }),
          },
          finish: ({ values, fraction }) => percentileOf(values, fraction),
        }),
      sql: { duckdb: 'quantile_cont($1, $2)' },
    },
  ],
});
