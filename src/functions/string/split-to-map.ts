import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findsText } from '../../regex/text-search.ts';
import { arrayOf, lambdaOf, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { splitText } from './split.ts';

/** The key-value pairs of a string. */
function pairsOf(text: string, entryDelimiter: string, keyDelimiter: string, { tick }: CallSite): [string, string][] {
  if (entryDelimiter === '' || keyDelimiter === '') invalidArgument('a delimiter is empty');
  if (entryDelimiter === keyDelimiter) invalidArgument('the delimiters are the same');
  const findKey = findsText(keyDelimiter);
  const entries = splitText(text, entryDelimiter, tick);
  if (entries.at(-1) === '') entries.pop();
  return entries.map((entry) => {
    const at = findKey(entry, 0);
    if (at < 0 || findKey(entry, at + keyDelimiter.length) >= 0) invalidArgument(`'${entry.slice(0, 40)}' is not a pair of key and value`);
    return [entry.slice(0, at), entry.slice(at + keyDelimiter.length)];
  });
}

const mapOfEntries = <V>(map: ReadonlyMap<string, V>): MapValue<string, V> => ({ keys: [...map.keys()], values: [...map.values()] });

const parameters = {
  string: 'pairs such as a=1&b=2; an empty last one is left out',
  entryDelimiter: 'what separates two pairs, not empty',
  keyDelimiter: 'what separates a key and its value, once per pair',
};

export const splitToMap = defineScalar({
  name: 'split_to_map',
  category: 'string',
  summary: 'A map of the pairs in a string such as a=1&b=2. It fails for a repeated key unless a lambda says which value to keep.',
  parameters: {
    ...parameters,
    'resolve?': {
      description: 'a lambda of a repeated key, its value so far and the new one, which gives the value to keep',
      default: 'repeated keys fail',
    },
  },
  examples: [
    { call: "split_to_map('a=1&b=2', '&', '=')", result: '{a: 1, b: 2}' },
    { call: "split_to_map('a=1&b=2&a=3', '&', '=', (key, old, new) -> old || '|' || new)", result: '{a: 1|3, b: 2}' },
    { call: "split_to_map('a=1&a=2', '&', '=')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: mapOf(varchar, varchar),
      prepare: (call) => (text, entry, key) => {
        const map = new Map<string, string>();
        for (const [name, value] of pairsOf(text, entry, key, call)) {
          if (map.has(name))
            invalidArgument(
              `the key '${name.slice(0, 40)}' is repeated: a lambda (key, old, new) -> new as the last argument says what to keep`,
            );
          map.set(name, value);
        }
        return mapOfEntries(map);
      },
    }),
    overload({
      params: [varchar, varchar, varchar, lambdaOf([varchar, varchar, varchar], varchar)],
      returns: mapOf(varchar, varchar),
      prepare: (call) => (text, entry, key, resolve) => {
        const map = new Map<string, string | null>();
        for (const [name, value] of pairsOf(text, entry, key, call))
          map.set(name, map.has(name) ? resolve(name, map.get(name), value) : value);
        return mapOfEntries(map) as MapValue<string, string>; // the values of a map may be NULL
      },
    }),
  ],
});

export const splitToMultimap = defineScalar({
  name: 'split_to_multimap',
  category: 'string',
  summary: 'A map from the keys in a string such as a=1&a=2 to arrays of their values.',
  parameters,
  examples: [
    { call: "split_to_multimap('a=1&a=2', '&', '=')", result: '{a: [1, 2]}' },
    { call: "split_to_multimap('a', '&', '=')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: mapOf(varchar, arrayOf(varchar)),
      prepare: (call) => (text, entry, key) => {
        const map = new Map<string, string[]>();
        for (const [name, value] of pairsOf(text, entry, key, call)) {
          const values = map.get(name);
          if (values) values.push(value);
          else map.set(name, [value]);
        }
        return mapOfEntries(map);
      },
    }),
  ],
});
