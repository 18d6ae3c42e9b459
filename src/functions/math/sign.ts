import { numeric } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const sign = defineScalar({
  name: 'sign',
  category: 'math',
  summary: 'The sign of a number: -1, 0 or 1, in the type of the number.',
  parameters: { x: 'the number' },
  examples: [
    { call: 'sign(-3)', result: '-1' },
    { call: 'sign(0.5)', result: '1.0' },
    { call: 'sign(nan())', result: 'NaN' },
  ],
  overloads: [
    overload({
      params: [numeric],
      returns: numeric,
      row: (x) => (typeof x === 'bigint' ? (x > 0n ? 1n : x < 0n ? -1n : 0n) : Math.sign(x)),
    }),
  ],
});
