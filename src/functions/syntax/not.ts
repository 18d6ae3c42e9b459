import { boolean } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const not = defineScalar({
  name: 'not',
  category: 'operator',
  notation: { prefix: 'not ' },
  summary: 'Whether a condition is false.',
  parameters: { condition: 'a BOOLEAN' },
  examples: [
    { call: 'not true', result: 'false' },
    { call: 'not null', result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [boolean],
      returns: boolean,
      row: (value) => !value,
      batch(out, _, a) {
        for (let i = 0; i < out.length; i++) out[i] = 1 - a[i]!;
      },
    }),
  ],
});
