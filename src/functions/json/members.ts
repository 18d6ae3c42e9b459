import { eachMember, skipBlanks, skipValue, stringValue } from '../../types/json-scan.ts';
import { arrayOf, bigint, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { PairCollector } from '../map/pair-collector.ts';
import { extract, parsePath } from './path.ts';

/** The members of the object at a path, texts without quotes and other values as JSON text; NULL where there is no object or the text is malformed. */
function membersOf(text: string, path: string, prefix: string, keys: readonly (string | null)[] | undefined): MapValue | null {
  const start = skipBlanks(text, 0);
  if (text.charCodeAt(start) !== 123) return null;
  const object = path === '$' ? text : extract(text, parsePath(path));
  if (object === undefined) return null;
  const open = skipBlanks(object, 0);
  if (object.charCodeAt(open) !== 123) return null;
  const pairs = new PairCollector(prefix, keys);
  const whole = eachMember(object, open, (key, from, to) => {
    if (pairs.wants(String(key))) {
      const value = object.slice(from, to);
      if (value === 'null') pairs.remove(String(key));
      else pairs.add(String(key), value.charCodeAt(0) === 34 ? (stringValue(value) ?? value) : value);
    }
    return false;
  });
  const end = path === '$' ? skipValue(object, open) : 0;
  return whole && (path !== '$' || (end > 0 && skipBlanks(object, end) === object.length)) ? pairs.finish() : null;
}

const result = mapOf(varchar, varchar);

export const jsonMembers = defineScalar({
  name: 'json_members',
  category: 'json',
  summary:
    'The first-level members of a JSON object, or of the one that a path leads to, as a map of strings; nested values stay JSON text, JSON nulls are left out. What is not an object gives NULL.',
  parameters: {
    string: 'a JSON object as a string',
    'path?': { description: 'where the object is', default: '$' },
    'prefix?': { description: 'what every key begins with in the result', default: '' },
    'keys?': 'the keys to keep, with the prefix; all without it',
  },
  examples: [
    { call: `json_members('{"a":"x","b":{"c":1},"d":null}')`, result: '{a: x, b: {"c":1}}' },
    { call: `json_members('{"a":{"b":1}}', '$.a', 'p_')`, result: '{p_b: 1}' },
    { call: "json_members('[1]')", result: 'NULL' },
  ],
  overloads: [
    overload({ params: [varchar], returns: result, row: (text) => membersOf(text, '$', '', undefined) }),
    overload({ params: [varchar, varchar], returns: result, row: (text, path) => membersOf(text, path, '', undefined) }),
    overload({
      params: [varchar, varchar, varchar],
      returns: result,
      row: (text, path, prefix) => membersOf(text, path, prefix, undefined),
    }),
    overload({
      params: [varchar, varchar, varchar, arrayOf(varchar)],
      returns: result,
      row: (text, path, prefix, keys) => membersOf(text, path, prefix, keys),
    }),
  ],
});

/** The elements of an array, the pairs of an object as one-pair objects, or the value itself. */
function valuesOf(text: string, path: string, limit: number): readonly string[] | null {
  const found = path === '$' ? text.trim() : extract(text, parsePath(path));
  if (found === undefined || skipValue(found, 0) !== found.length) return null;
  const first = found.charCodeAt(0);
  if (first === 34) return [stringValue(found) ?? found];
  if (first !== 123 && first !== 91) return [found];
  // The last of equal keys counts, at the place of the first.
  const values = new Map<string | number, string>();
  const whole = eachMember(found, 0, (key, from, to) => {
    if (first === 91 && values.size >= limit) return true;
    const value = found.slice(from, to);
    const shown = value.charCodeAt(0) === 34 ? (stringValue(value) ?? value) : value;
    values.set(key, first === 123 ? `{${JSON.stringify(key)}:${value}}` : shown);
    return false;
  });
  return whole ? [...values.values()].slice(0, limit) : null;
}

const list = arrayOf(varchar);

export const jsonValues = defineScalar({
  name: 'json_values',
  category: 'json',
  summary:
    'The first-level values of JSON as an array of strings: the elements of an array, the pairs of an object as objects of one pair, or the value itself. What is not JSON gives NULL.',
  parameters: {
    string: 'JSON as a string',
    'path?': { description: 'where the value is', default: '$' },
    'limit?': 'how many values at most',
  },
  examples: [
    { call: 'json_values(\'[1, "a", [2]]\')', result: "['1', 'a', '[2]']" },
    { call: `json_values('{"a":1,"b":2}', '$', 1)`, result: `['{"a":1}']` },
  ],
  overloads: [
    overload({ params: [varchar], returns: list, row: (text) => valuesOf(text, '$', Number.POSITIVE_INFINITY) }),
    overload({ params: [varchar, varchar], returns: list, row: (text, path) => valuesOf(text, path, Number.POSITIVE_INFINITY) }),
    overload({ params: [varchar, varchar, bigint], returns: list, row: (text, path, limit) => valuesOf(text, path, Number(limit)) }),
  ],
});
