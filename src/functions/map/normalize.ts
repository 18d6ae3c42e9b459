import { double, mapOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const mapNormalize = defineScalar({
  name: 'map_normalize',
  category: 'map',
  summary: 'The values of a map divided by their sum.',
  parameters: { map: 'numbers by key; NULLs stay NULL and add nothing' },
  examples: [{ call: "map_normalize(map(array['a', 'b'], array[1, 3]))", result: '{a: 0.25, b: 0.75}' }],
  overloads: [
    overload({
      params: [mapOf(varchar, double)],
      returns: mapOf(varchar, double),
      row({ keys, values }) {
        const total = values.reduce((sum: number, value) => sum + (value ?? 0), 0);
        return { keys, values: values.map((value) => (value === null ? null : value / total)) };
      },
    }),
  ],
});
