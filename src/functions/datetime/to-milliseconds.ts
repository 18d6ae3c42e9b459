import { bigint, intervalDay } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const toMilliseconds = defineScalar({
  name: 'to_milliseconds',
  category: 'datetime',
  summary: 'The whole milliseconds of an interval; parts of a millisecond are cut off.',
  parameters: { interval: 'an interval of days and shorter units' },
  examples: [{ call: "to_milliseconds(interval '1.5' second)", result: '1500' }],
  overloads: [overload({ params: [intervalDay], returns: bigint, row: (nanos) => nanos / 1_000_000n })],
});
