import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, K, mapOf, T, V } from '../../types/type-descriptor.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** A function that finds a key's value in a map; undefined where the key is missing. */
function mapLookup({ types }: CallSite): (map: MapValue, key: unknown) => unknown {
  const keyOf = valueKey((types[0] as { readonly key: CallSite['returns'] }).key);
  return ({ keys, values }, key) => {
    const wanted = keyOf(key);
    for (let i = 0; i < keys.length; i++) if (Object.is(keyOf(keys[i]), wanted)) return values[i];
    return undefined;
  };
}

export const subscript = defineScalar({
  name: 'subscript',
  category: 'operator',
  summary: 'An element of an array by its position from 1, or a value of a map by its key; fails where there is none.',
  parameters: { collection: 'an array or a map', key: 'a position, from 1, or a key' },
  examples: [
    { call: "array['a', 'b'][2]", result: "'b'" },
    { call: "map(array['k'], array[7])['k']", result: '7' },
    { call: "array['a', 'b'][3]", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: T,
      row(array, index) {
        const at = Number(index);
        if (at === 0) invalidArgument('array positions start at 1');
        if (at < 0) invalidArgument(`array position ${at} is negative`);
        return at <= array.length ? array[at - 1]! : invalidArgument(`array position ${at} is past the end (${array.length})`);
      },
    }),
    overload({
      params: [mapOf(K, V), K],
      returns: V,
      prepare(call) {
        const find = mapLookup(call);
        return (map, key) => {
          const found = find(map, key);
          return found === undefined ? invalidArgument(`the map has no key ${String(key)}`) : found;
        };
      },
    }),
  ],
});

export const elementAt = defineScalar({
  name: 'element_at',
  category: 'array',
  summary: 'An element of an array by position (negative counts from the end), or a value of a map by key; NULL where there is none.',
  parameters: ['collection', 'key'],
  examples: [
    { call: 'element_at(array[1, 2, 3], -1)', result: '3' },
    { call: "element_at(map(array['k'], array[7]), 'x')", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: T,
      row(array, index) {
        const at = Number(index);
        if (at === 0) invalidArgument('array positions start at 1');
        return (at > 0 ? array[at - 1] : array[array.length + at]) ?? null;
      },
    }),
    overload({
      params: [mapOf(K, V), K],
      returns: V,
      prepare(call) {
        const find = mapLookup(call);
        return (map, key) => find(map, key) ?? null;
      },
    }),
  ],
});
