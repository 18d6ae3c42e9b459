import type { DataType } from '../../types/data-type.ts';
import { K, mapOf, V } from '../../types/type-descriptor.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

const example = "map(array['a', 'b'], array[1, 2])";

export const mapConcat = defineScalar({
  name: 'map_concat',
  category: 'map',
  summary: 'Joins maps; the last value of a repeated key is kept.',
  parameters: { first: 'a map', others: 'further maps of the same type' },
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
