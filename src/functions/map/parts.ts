import type { DataType } from '../../types/data-type.ts';
import { arrayOf, double, K, mapOf, rowOf, V, varchar } from '../../types/type-descriptor.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

const example = "map(array['a', 'b'], array[1, 2])";

export const mapKeys = defineScalar({
  name: 'map_keys',
  category: 'map',
  summary: 'The keys of a map.',
  parameters: ['map'],
  examples: [{ call: `map_keys(${example})`, result: "['a', 'b']" }],
  overloads: [overload({ params: [mapOf(K, V)], returns: arrayOf(K), row: ({ keys }) => keys })],
});

export const mapValues = defineScalar({
  name: 'map_values',
  category: 'map',
  summary: 'The values of a map, in the order of its keys.',
  parameters: ['map'],
  examples: [{ call: `map_values(${example})`, result: '[1, 2]' }],
  overloads: [overload({ params: [mapOf(K, V)], returns: arrayOf(V), row: ({ values }) => values })],
});

export const mapEntries = defineScalar({
  name: 'map_entries',
  category: 'map',
  summary: 'The pairs of a map as ROWs.',
  parameters: ['map'],
  examples: [{ call: `map_entries(${example})[2].field1`, result: '2' }],
  overloads: [
    overload({
      params: [mapOf(K, V)],
      returns: arrayOf(rowOf({ field0: K, field1: V })),
      row: ({ keys, values }) => keys.map((key, i) => [key, values[i]]),
    }),
  ],
});

export const mapConcat = defineScalar({
  name: 'map_concat',
  category: 'map',
  summary: 'Joins maps; the last value of a repeated key is kept.',
  parameters: ['map', 'map', '…'],
  examples: [{ call: `map_concat(${example}, map(array['b'], array[9]))`, result: '{a: 1, b: 9}' }],
  overloads: [
    overload({
      params: [mapOf(K, V), mapOf(K, V)],
      returns: mapOf(K, V),
      variadic: true,
      prepare({ returns }) {
        const keyOf = valueKey((returns as { readonly key: DataType }).key);
        return (...maps: MapValue[]) => {
          const joined = new Map<unknown, readonly [unknown, unknown]>();
          for (const { keys, values } of maps) keys.forEach((key, i) => joined.set(keyOf(key), [key, values[i]]));
          const pairs = [...joined.values()];
          return { keys: pairs.map(([key]) => key), values: pairs.map(([, value]) => value) };
        };
      },
    }),
  ],
});

export const mapNormalize = defineScalar({
  name: 'map_normalize',
  category: 'map',
  summary: 'The values of a map divided by their sum.',
  parameters: ['map'],
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
