import { double } from '../../types/type-descriptor.ts';
import { defineAggregate } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

/** The geometric mean, by the sum of logarithms. */
export const geometricMean = defineAggregate({
  name: 'geometric_mean',
  category: 'aggregate',
  summary: 'The geometric mean of positive values.',
  parameters: { value: 'the numbers, positive; NULLs are left out' },
  examples: [{ call: 'geometric_mean(x * x * x)', result: '6.0' }],
  overloads: [
    {
      params: [double],
      returns: double,
      accumulator: ({ returns }) =>
        statefulAccumulator<{ n: number; logs: number }>(returns, {
          make: () => ({ n: 0, logs: 0 }),
          add(s, x) {
            s.n++;
            s.logs += Math.log(x as number);
          },
          merge(s, other) {
            s.n += other.n;
            s.logs += other.logs;
          },
          finish: ({ n, logs }) => Math.exp(logs / n),
          encoding: recordState({ n: double, logs: double }),
        }),
    },
  ],
});
