import { T } from '../../types/type-descriptor.ts';
import { cellBytes } from '../../types/values.ts';
import { defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

export const arbitrary = defineAggregate({
  name: 'arbitrary',
  aliases: ['any_value'],
  category: 'aggregate',
  summary: 'Any value that is not NULL: the first.',
  parameters: ['value'],
  examples: [{ call: 'arbitrary(x)', result: '1' }],
  overloads: [
    {
      params: [T],
      returns: T,
      accumulator: ({ returns }) =>
        statefulAccumulator<{ value: unknown }>(returns, {
          make: () => ({ value: undefined }),
          add(s, value) {
            if (s.value !== undefined) return 0;
            s.value = value;
            return cellBytes(value);
          },
          merge(s, other) {
            if (s.value === undefined) s.value = other.value;
          },
          finish: ({ value }) => value,
        }),
    },
  ],
});
