import type { DataType } from '../../types/data-type.ts';
import { boolean, K, lambdaOf, mapOf, typeVariable, V } from '../../types/type-descriptor.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { checkKeys } from './from-arrays.ts';

const K2 = typeVariable('K2');
const V2 = typeVariable('V2');
const V3 = typeVariable('V3');

const keyOfResult = ({ returns }: CallSite): ((key: unknown) => unknown) => valueKey((returns as { readonly key: DataType }).key);

export const mapFilter = defineScalar({
  name: 'map_filter',
  category: 'map',
  summary: 'The pairs for which a lambda is true.',
  parameters: { map: 'the map', lambda: 'a condition on key and value' },
  examples: [{ call: "map_filter(map(array['a', 'b'], array[1, 2]), (k, v) -> v > 1)", result: '{b: 2}' }],
  overloads: [
    overload({
      params: [mapOf(K, V), lambdaOf([K, V], boolean)],
      returns: mapOf(K, V),
      row({ keys, values }, f) {
        const kept = keys.flatMap((key, i) => (f(key, values[i]) === true ? [i] : []));
        return { keys: kept.map((i) => keys[i]), values: kept.map((i) => values[i]!) };
      },
    }),
  ],
});

export const transformKeys = defineScalar({
  name: 'transform_keys',
  category: 'map',
  summary: 'What a lambda makes of every key; fails where two become equal or one NULL.',
  parameters: { map: 'the map', lambda: 'a function of key and value that gives the new key' },
  examples: [
    { call: "transform_keys(map(array['a'], array[1]), (k, v) -> upper(k))", result: '{A: 1}' },
    { call: "transform_keys(map(array[1, 2], array['a', 'b']), (k, v) -> 0)", error: 'SPL3003' },
  ],
  overloads: [
    overload({
      params: [mapOf(K, V), lambdaOf([K, V], K2)],
      returns: mapOf(K2, V),
      prepare(call) {
        const keyOf = keyOfResult(call);
        return ({ keys, values }: MapValue, f) => {
          const changed = keys.map((key, i) => f(key, values[i]));
          checkKeys(changed, keyOf);
          return { keys: changed, values };
        };
      },
    }),
  ],
});

export const transformValues = defineScalar({
  name: 'transform_values',
  category: 'map',
  summary: 'What a lambda makes of every value.',
  parameters: { map: 'the map', lambda: 'a function of key and value that gives the new value' },
  examples: [{ call: "transform_values(map(array['a'], array[1]), (k, v) -> v + 1)", result: '{a: 2}' }],
  overloads: [
    overload({
      params: [mapOf(K, V), lambdaOf([K, V], V2)],
      returns: mapOf(K, V2),
      row: ({ keys, values }, f) => ({ keys, values: keys.map((key, i) => f(key, values[i])) }),
    }),
  ],
});

export const mapZipWith = defineScalar({
  name: 'map_zip_with',
  category: 'map',
  summary: 'What a lambda makes of the values of two maps, key by key; a value that is missing is NULL.',
  parameters: { a: 'a map', b: 'another with keys of the same type', lambda: 'a function of the key and both values' },
  examples: [
    {
      call: "map_zip_with(map(array['a'], array[1]), map(array['a'], array[2]), (k, x, y) -> x + y)",
      result: '{a: 3}',
    },
    { call: "map_zip_with(map(array['a'], array[1]), map(array['b'], array[2]), (k, x, y) -> coalesce(x, y))", result: '{a: 1, b: 2}' },
  ],
  overloads: [
    overload({
      params: [mapOf(K, V), mapOf(K, V2), lambdaOf([K, V, V2], V3)],
      returns: mapOf(K, V3),
      prepare(call) {
        const keyOf = keyOfResult(call);
        return (a: MapValue, b: MapValue, f) => {
          const inA = new Map(a.keys.map((key, i) => [keyOf(key), a.values[i]]));
          const inB = new Map(b.keys.map((key, i) => [keyOf(key), b.values[i]]));
          const keys = [...a.keys, ...b.keys.filter((key) => !inA.has(keyOf(key)))];
          return { keys, values: keys.map((key) => f(key, inA.get(keyOf(key)) ?? null, inB.get(keyOf(key)) ?? null)) };
        };
      },
    }),
  ],
});
