import { T } from '../../types/type-descriptor.ts';
import { cellBytes } from '../../types/values.ts';
import { defineAggregate } from '../declaration.ts';
import { cellOf, recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

export const arbitrary = defineAggregate({
  name: 'arbitrary',
  aliases: ['any_value', 'any', 'take_any'],
  category: 'aggregate',
  summary: 'Any value that is not NULL: the first.',
  parameters: { value: 'any value' },
  examples: [
    { call: 'arbitrary(x)', result: '1' },
    { call: 'arbitrary(nullif(x, 1))', result: '2' },
  ],
  overloads: [
    {
      params: [T],
      returns: T,
      exactMerge: true,
      accumulator: ({ returns }) =>
        statefulAccumulator<{ value: unknown }>(returns, {
          make: () => ({ value: null }),
          add(s, value) {
            if (s.value !== null) return 0;
            s.value = value;
            return cellBytes(value);
          },
          merge(s, other) {
            s.value ??= other.value;
          },
          finish: ({ value }) => value,
          encoding: recordState({ value: cellOf(returns) }),
        }),
    },
  ],
});
