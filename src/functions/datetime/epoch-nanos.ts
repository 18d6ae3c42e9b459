import { bigint, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { nanosPerUnit } from './epoch-unit.ts';

export const epochNanos = defineScalar({
  name: 'epoch_nanos',
  category: 'datetime',
  summary: 'The nanoseconds since 1970 of a TIMESTAMP, or of a number of seconds, milliseconds, microseconds or nanoseconds.',
  parameters: {
    time: {
      description: 'a TIMESTAMP, or a number since 1970',
      unit: 'seconds to the end of 9999 (253402300799), then milliseconds to a thousand times that, microseconds, nanoseconds',
    },
  },
  examples: [
    { call: 'epoch_nanos(1614739608)', result: '1614739608000000000' },
    { call: 'epoch_nanos(1614739608123)', result: '1614739608123000000' },
    { call: 'epoch_nanos(253402300799)', error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [timestamp], returns: bigint, row: (time) => time }),
    overload({ params: [bigint], returns: bigint, row: (time) => time * nanosPerUnit(time < 0n ? -time : time) }),
  ],
});
