import { numeric } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const abs = defineScalar({
  name: 'abs',
  category: 'math',
  summary: 'The absolute value of a number.',
  parameters: { x: 'the number' },
  examples: [
    { call: 'abs(-3)', result: '3' },
    { call: 'abs(-2.5)', result: '2.5' },
    { call: 'abs(-9223372036854775807 - 1)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [numeric],
      returns: numeric,
      row: (x) => (typeof x === 'bigint' ? (x < 0n ? -x : x) : Math.abs(x)),
      batch: {
        double(out, _, x) {
          for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]!);
        },
      },
    }),
  ],
});
