import { bigint, timestamp } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { floorTo } from './calendar.ts';
import { positive } from './date-trunc.ts';

export const timeCell = defineScalar({
  name: 'time_cell',
  category: 'datetime',
  summary: 'The start of the cell of an even axis that a number falls into: the largest origin + k · width at or below it.',
  parameters: {
    width: { description: 'the width of a cell, above 0', unit: 'that of the time; nanoseconds for a TIMESTAMP' },
    origin: { description: 'where one of the cells starts', unit: 'that of the time; nanoseconds since 1970 for a TIMESTAMP' },
    time: 'the time, or any whole number',
  },
  examples: [
    { call: 'time_cell(60, 10, 125)', result: '70' },
    { call: 'time_cell(0, 10, 125)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [bigint, bigint, bigint],
      returns: bigint,
      row: (width, origin, time) => origin + floorTo(time - origin, positive(width)),
    }),
    overload({
      params: [bigint, bigint, timestamp],
      returns: timestamp,
      row: (width, origin, time) => origin + floorTo(time - origin, positive(width)),
    }),
  ],
});
