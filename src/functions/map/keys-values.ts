import { arrayOf, K, mapOf, rowOf, V } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const example = "map(array['a', 'b'], array[1, 2])";

export const mapKeys = defineScalar({
  name: 'map_keys',
  category: 'map',
  summary: 'The keys of a map.',
  parameters: { map: 'the map' },
  examples: [{ call: `map_keys(${example})`, result: "['a', 'b']" }],
  overloads: [overload({ params: [mapOf(K, V)], returns: arrayOf(K), row: ({ keys }) => keys })],
});

export const mapValues = defineScalar({
  name: 'map_values',
  category: 'map',
  summary: 'The values of a map, in the order of its keys.',
  parameters: { map: 'the map' },
  examples: [{ call: `map_values(${example})`, result: '[1, 2]' }],
  overloads: [overload({ params: [mapOf(K, V)], returns: arrayOf(V), row: ({ values }) => values })],
});

export const mapEntries = defineScalar({
  name: 'map_entries',
  category: 'map',
  summary: 'The pairs of a map as ROWs.',
  parameters: { map: 'the map' },
  examples: [{ call: `map_entries(${example})[2].field1`, result: '2' }],
  overloads: [
    overload({
      params: [mapOf(K, V)],
      returns: arrayOf(rowOf({ field0: K, field1: V })),
      row: ({ keys, values }) => keys.map((key, i) => [key, values[i]]),
    }),
  ],
});
