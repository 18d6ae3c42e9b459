import { bigint, T } from '../../types/type-descriptor.ts';
import { defineAggregate } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

export const countNull = defineAggregate({
  name: 'count_null',
  category: 'aggregate',
  summary: 'The number of rows in which a value is NULL; NULL over no rows.',
  parameters: { value: 'any value' },
  examples: [
    { call: 'count_null(x)', result: '0' },
    { call: 'count_null(nullif(x, 2))', result: '1' },
  ],
  overloads: [
    {
      params: [T],
      returns: bigint,
      exactMerge: true,
      accumulator: ({ returns }) =>
        statefulAccumulator<{ count: bigint }>(returns, {
          make: () => ({ count: 0n }),
          add(state, value) {
            if (value === null) state.count++;
          },
          merge(state, other) {
            state.count += other.count;
          },
          finish: ({ count }) => count,
          encoding: recordState({ count: bigint }),
          nulls: 'take',
        }),
    },
  ],
});
