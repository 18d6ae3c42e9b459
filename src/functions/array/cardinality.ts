import { arrayOf, bigint, K, mapOf, T, V } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

export const cardinality = defineScalar({
  name: 'cardinality',
  category: 'array',
  summary: 'The number of elements of an array or of pairs of a map.',
  parameters: { collection: 'an array or a map' },
  examples: [
    { call: 'cardinality(array[1, null])', result: '2' },
    { call: "cardinality(map(array['a'], array[1]))", result: '1' },
  ],
  overloads: [
    overload({ params: [arrayOf(T)], returns: bigint, row: (array) => BigInt(array.length) }),
    overload({ params: [mapOf(K, V)], returns: bigint, row: (map: MapValue) => BigInt(map.keys.length) }),
  ],
});
