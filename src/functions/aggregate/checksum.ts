import { bigint, T, varbinary } from '../../types/type-descriptor.ts';
import { valueKey } from '../../types/values.ts';
import { defineAggregate } from '../declaration.ts';
import { hashKey } from './hash-key.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

/** The sum of the values' hashes, modulo 2^64: the order of the rows does not count, repetitions do. */
export const checksum = defineAggregate({
  name: 'checksum',
  category: 'aggregate',
  summary:
    'Eight bytes that are the same for the same values in any order, to compare columns by; NULL over no rows. NULL is a value like others.',
  parameters: { value: 'what is compared, of any type' },
  examples: [
    { call: 'checksum(x) = checksum(4 - x)', result: 'true' },
    { call: 'checksum(x) = checksum(x % 2)', result: 'false' },
    { call: 'checksum(x) = checksum(nullif(x, 2))', result: 'false' },
    { call: 'length(checksum(x))', result: '8' },
  ],
  overloads: [
    {
      params: [T],
      returns: varbinary,
      exactMerge: true,
      accumulator({ types, returns }) {
        const keyOf = valueKey(types[0]!);
        return statefulAccumulator<{ sum: bigint }>(returns, {
          make: () => ({ sum: 0n }),
          add(state, value) {
            const { high, low } = hashKey(keyOf(value));
            state.sum = BigInt.asIntN(64, state.sum + ((BigInt(high) << 32n) | BigInt(low)));
          },
          merge(state, other) {
            state.sum = BigInt.asIntN(64, state.sum + other.sum);
          },
          finish({ sum }) {
            const bytes = new DataView(new ArrayBuffer(8));
            bytes.setBigInt64(0, sum);
            return new Uint8Array(bytes.buffer);
          },
          nulls: 'take',
          encoding: recordState({ sum: bigint }),
        });
      },
    },
  ],
});
