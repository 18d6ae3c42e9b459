import { arrayType } from '../../types/data-type.ts';
import { bigint, T } from '../../types/type-descriptor.ts';
import { cellBytes, keyTypeOf, valueKey } from '../../types/values.ts';
import { defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

export const countDistinct = defineAggregate({
  name: 'count_distinct',
  aliases: ['dc'],
  category: 'aggregate',
  summary: 'The exact number of distinct values that are not NULL; also written `count(distinct x)`.',
  parameters: { value: 'any value; NULLs do not count' },
  examples: [{ call: 'count_distinct(x % 2)', result: '2' }],
  overloads: [
    {
      params: [T],
      returns: bigint,
      countsDistinct: true,
      exactMerge: true,
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<Set<unknown>>(call.returns, {
          make: () => new Set(),
          add(s, value) {
            const before = s.size;
            const id = idOf(value);
            return s.add(id).size > before ? 48 + cellBytes(id) : 0;
          },
          encoding: {
            fields: [{ name: 'keys', type: arrayType(keyTypeOf(call.types[0]!)) }],
            encode: (s) => [[...s]],
            decode: ([keys]) => new Set(keys as unknown[]),
          },
          merge: (s, other) => other.forEach((id) => s.add(id)),
          finish: (s) => BigInt(s.size),
          empty: 0n,
        });
      },
    },
  ],
});
