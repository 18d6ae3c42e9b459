import { bigint, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { mistakenUnit } from './epoch-unit.ts';

/** No unit is mistaken for nanoseconds from here on. */
const largest = 10n ** 16n;

/** What make-series makes of an integer time. It is not a function of the language: `from_unixtime` and `epoch_nanos` are. */
export const seriesTime = defineScalar({
  name: 'series_time',
  category: 'datetime',
  summary: 'The time of a number of nanoseconds since 1970. It warns of numbers that look like seconds, milliseconds or microseconds.',
  parameters: { time: { description: 'nanoseconds since 1970', unit: 'nanoseconds' } },
  examples: [{ call: 'series_time(1734398340000000000)', result: '2024-12-17 01:19:00.000' }],
  overloads: [
    overload({
      params: [bigint],
      returns: timestamp,
      prepare: ({ names, warn }) => {
        const name = names[0] === undefined ? '' : ` in '${names[0]}'`;
        return (time) => {
          const unit = time < largest ? mistakenUnit(time) : undefined;
          if (unit) warn('suspicious-time-unit', 1, `the times${name} look like ${unit}`);
          return time;
        };
      },
    }),
  ],
});
