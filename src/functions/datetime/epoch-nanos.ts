import { bigint, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Seconds reach 10^11 in the year 5138, milliseconds in 1973, and so on: the size of a number tells its unit. */
const units = [
  [100_000_000_000n, 1_000_000_000n],
  [100_000_000_000_000n, 1_000_000n],
  [100_000_000_000_000_000n, 1_000n],
] as const;

export const epochNanos = defineScalar({
  name: 'epoch_nanos',
  category: 'datetime',
  summary:
    'Nanoseconds since 1970 of a TIMESTAMP, or of a number of seconds, milliseconds, microseconds or nanoseconds, told apart by its size.',
  parameters: ['time'],
  examples: [
    { call: 'epoch_nanos(1614739608)', result: '1614739608000000000' },
    { call: 'epoch_nanos(1614739608123)', result: '1614739608123000000' },
  ],
  overloads: [
    overload({ params: [timestamp], returns: bigint, row: (time) => time }),
    overload({
      params: [bigint],
      returns: bigint,
      row(time) {
        const size = time < 0n ? -time : time;
        return time * (units.find(([limit]) => size < limit)?.[1] ?? 1n);
      },
    }),
  ],
});
