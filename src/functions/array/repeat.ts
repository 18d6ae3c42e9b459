import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const largest = 10_000;

export const repeat = defineScalar({
  name: 'repeat',
  category: 'array',
  summary: 'An array of a value repeated.',
  parameters: { value: 'any value, NULL too', count: 'how many times, from 0 to 10000' },
  examples: [
    { call: "repeat('a', 2)", result: "['a', 'a']" },
    { call: 'repeat(7, 0)', result: '[]' },
    { call: 'repeat(7, -1)', error: 'SPL2107' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [T, bigint],
      returns: arrayOf(T),
      row(value, count: bigint | null) {
        if (count === null) return null;
        if (count < 0n) invalidArgument('the count is negative');
        if (count > BigInt(largest)) invalidArgument(`at most ${largest} elements`);
        return new Array<unknown>(Number(count)).fill(value);
      },
    }),
  ],
});
