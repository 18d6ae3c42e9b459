import { arrayOf, json, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

type Members = readonly (readonly [string, string | null])[];

/** Members without NULLs, written with blanks as the language's documents show packed fields. */
const write = (members: Members): string =>
  `{${members.flatMap(([key, value]) => (value === null ? [] : [`${JSON.stringify(key)}: ${value}`])).join(', ')}}`;

function membersOf(keys: readonly (string | null)[], values: readonly (string | null)[]): Members {
  return keys.map((key, i) => [String(key), values[i] ?? null]);
}

/** The JSON text of keys and JSON values, and of the keys of a map of texts less a prefix; behind `pack-fields`. */
export const packMembers = defineScalar({
  name: 'pack_members',
  category: 'json',
  summary: 'A JSON object as text.',
  parameters: {
    keys: 'the names of the members',
    values: 'their values; NULLs are left out',
    'rest?': 'further members as strings',
    'prefix?': 'what is taken from the beginning of the keys of the rest',
  },
  examples: [],
  nulls: 'called',
  overloads: [
    overload({
      params: [arrayOf(varchar), arrayOf(json)],
      returns: varchar,
      row: (keys, values) => write(membersOf(keys, values)),
    }),
    overload({
      params: [arrayOf(varchar), arrayOf(json), mapOf(varchar, varchar), varchar],
      returns: varchar,
      row(keys, values, rest: MapValue<string, string> | null, prefix) {
        const found = (rest?.keys ?? []).map((key, i): Members[number] => {
          const name = String(key);
          const value = rest!.values[i] ?? null;
          return [name.startsWith(prefix) ? name.slice(prefix.length) : name, value === null ? null : JSON.stringify(value)];
        });
        return write([...membersOf(keys, values), ...found]);
      },
    }),
  ],
});
