import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { arrayOf, K, mapOf, rowOf, T, U, unknown, V } from '../../types/type-descriptor.ts';
import { hasNullMember, type MapValue, valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

/** Fails the row for a NULL or repeated key. */
export function checkKeys(keys: readonly unknown[], keyOf: (key: unknown) => unknown): void {
  const seen = new Set<unknown>();
  for (const key of keys) {
    if (key === null || hasNullMember(key)) invalidArgument('a map key is NULL or has a NULL inside');
    const id = keyOf(key);
    if (seen.has(id)) invalidArgument(`the key ${String(key)} is repeated`);
    seen.add(id);
  }
}

function returnedKey({ returns }: CallSite): (key: unknown) => unknown {
  return valueKey((returns as { readonly key: DataType }).key);
}

export const map = defineScalar({
  name: 'map',
  category: 'map',
  summary: 'A map from an array of keys to an array of values; fails for a NULL or repeated key.',
  parameters: { 'keys?': 'the keys, distinct and not NULL', 'values?': 'as many values' },
  examples: [
    { call: "map(array['a', 'b'], array[1, 2])", result: '{a: 1, b: 2}' },
    { call: "map(array['a', 'a'], array[1, 2])", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [],
      returns: mapOf(unknown, unknown),
      row: (): MapValue<null, null> => ({ keys: [], values: [] }),
    }),
    overload({
      params: [arrayOf(K), arrayOf(V)],
      returns: mapOf(K, V),
      prepare(call) {
        const keyOf = returnedKey(call);
        return (keys, values) => {
          if (keys.length !== values.length) invalidArgument('the keys and values differ in number');
          checkKeys(keys, keyOf);
          return { keys, values };
        };
      },
    }),
  ],
});

export const mapFromEntries = defineScalar({
  name: 'map_from_entries',
  category: 'map',
  summary: 'A map of an array of ROWs of key and value.',
  parameters: { entries: 'ROWs of key and value' },
  examples: [
    { call: "map_from_entries(array[row('a', 1)])", result: '{a: 1}' },
    { call: "map_from_entries(array[row('a', 1), row('a', 2)])", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [arrayOf(rowOf({ field0: K, field1: V }))],
      returns: mapOf(K, V),
      prepare(call) {
        const keyOf = returnedKey(call);
        return (entries) => {
          const pairs = entries.map((entry) => entry ?? invalidArgument('an entry is NULL'));
          const keys = pairs.map((pair) => pair[0]);
          checkKeys(keys, keyOf);
          return { keys, values: pairs.map((pair) => pair[1]) };
        };
      },
    }),
  ],
});

export const multimapFromEntries = defineScalar({
  name: 'multimap_from_entries',
  category: 'map',
  summary: 'A map from keys to arrays of values, of an array of ROWs of key and value.',
  parameters: { entries: 'ROWs of key and value; keys may repeat' },
  examples: [{ call: "multimap_from_entries(array[row('a', 1), row('a', 2)])", result: '{a: [1, 2]}' }],
  overloads: [
    overload({
      params: [arrayOf(rowOf({ field0: T, field1: U }))],
      returns: mapOf(T, arrayOf(U)),
      prepare(call) {
        const keyOf = returnedKey(call);
        return (entries) => {
          const groups = new Map<unknown, { readonly key: unknown; readonly values: unknown[] }>();
          for (const entry of entries) {
            const [key, value] = entry ?? invalidArgument('an entry is NULL');
            if (key === null || hasNullMember(key)) invalidArgument('a map key is NULL or has a NULL inside');
            const id = keyOf(key);
            const group = groups.get(id);
            if (group) group.values.push(value);
            else groups.set(id, { key, values: [value] });
          }
          const list = [...groups.values()];
          return { keys: list.map((group) => group.key), values: list.map((group) => group.values) };
        };
      },
    }),
  ],
});
