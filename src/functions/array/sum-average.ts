import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

export const arraySum = defineScalar({
  name: 'array_sum',
  category: 'array',
  summary: 'The sum of the elements that are not NULL; 0 where there are none.',
  parameters: { array: 'the numbers; NULLs add nothing' },
  examples: [{ call: 'array_sum(array[1, 2, null])', result: '3' }],
  overloads: [
    overload({
      params: [arrayOf(bigint)],
      returns: bigint,
      row: (array) => array.reduce<bigint>((sum, x) => inBigintRange(sum + (x ?? 0n)), 0n),
    }),
    overload({
      params: [arrayOf(double)],
      returns: double,
      row: (array) => array.reduce<number>((sum, x) => sum + (x ?? 0), 0),
    }),
  ],
});

export const arrayAverage = defineScalar({
  name: 'array_average',
  category: 'array',
  summary: 'The mean of the elements that are not NULL; NULL where there are none.',
  parameters: { array: 'the numbers; NULLs are left out' },
  examples: [
    { call: 'array_average(array[1, 2, null])', result: '1.5' },
    { call: 'array_average(array[cast(null as bigint)])', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [arrayOf(double)],
      returns: double,
      row(array) {
        const present = array.filter((x) => x !== null);
        return present.length === 0 ? null : present.reduce((sum, x) => sum + x, 0) / present.length;
      },
    }),
  ],
});
