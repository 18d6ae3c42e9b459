import { double, mapOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const cosineSimilarity = defineScalar({
  name: 'cosine_similarity',
  category: 'math',
  summary: 'The cosine of the angle between two sparse vectors; NULL where a vector has no length or a NULL member.',
  parameters: { a: 'a sparse vector: a map from names to numbers', b: 'the other vector; a name that it lacks counts as 0' },
  examples: [
    { call: "cosine_similarity(map(array['x'], array[2.0]), map(array['x'], array[3.0]))", result: '1.0' },
    { call: "cosine_similarity(map(array['x'], array[2.0]), map(array['x'], array[0.0]))", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [mapOf(varchar, double), mapOf(varchar, double)],
      returns: double,
      row(a, b) {
        if (a.values.includes(null) || b.values.includes(null)) return null;
        const other = new Map(b.keys.map((key, i) => [key, b.values[i]!]));
        const size = (values: readonly (number | null)[]): number => Math.sqrt(values.reduce<number>((sum, x) => sum + x! * x!, 0));
        const product = a.keys.reduce((sum, key, i) => sum + a.values[i]! * (other.get(key) ?? 0), 0);
        const sizes = size(a.values) * size(b.values);
        return sizes === 0 ? null : product / sizes;
      },
    }),
  ],
});
