import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, mapOf, varchar } from '../../types/type-descriptor.ts';
import type { MapValue } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Splits at a delimiter into at most `limit` parts; the last keeps the rest. */
function splitText(text: string, delimiter: string, limit = Number.POSITIVE_INFINITY): string[] {
  if (delimiter === '') invalidArgument('the delimiter is empty');
  if (limit <= 0) invalidArgument('the limit must be positive');
  const parts: string[] = [];
  let at = 0;
  while (parts.length + 1 < limit) {
    const found = text.indexOf(delimiter, at);
    if (found < 0) break;
    parts.push(text.slice(at, found));
    at = found + delimiter.length;
  }
  parts.push(text.slice(at));
  return parts;
}

export const split = defineScalar({
  name: 'split',
  category: 'string',
  summary: 'The parts of a text between a delimiter, at most as many as a limit; the last part keeps the rest.',
  parameters: ['text', 'delimiter', 'limit?'],
  examples: [
    { call: "split('a/b/c', '/')", result: "['a', 'b', 'c']" },
    { call: "split('a/b/c', '/', 2)", result: "['a', 'b/c']" },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      row: (text, delimiter) => splitText(text, delimiter),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: arrayOf(varchar),
      row: (text, delimiter, limit) => splitText(text, delimiter, Number(limit)),
    }),
  ],
});

export const splitPart = defineScalar({
  name: 'split_part',
  category: 'string',
  summary: 'One part of a text between a delimiter, counted from 1; NULL past the end.',
  parameters: ['text', 'delimiter', 'index'],
  examples: [
    { call: "split_part('/request/path-3/file-1', '/', 3)", result: "'path-3'" },
    { call: "split_part('a', '/', 2)", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar, bigint],
      returns: varchar,
      row(text, delimiter, index) {
        if (index <= 0n) invalidArgument('the index must be positive');
        if (delimiter === '') return [...text][Number(index) - 1] ?? null;
        let at = 0;
        for (let i = 1n; i < index; i++) {
          const found = text.indexOf(delimiter, at);
          if (found < 0) return null;
          at = found + delimiter.length;
        }
        const end = text.indexOf(delimiter, at);
        return text.slice(at, end < 0 ? undefined : end);
      },
    }),
  ],
});

/** The key-value pairs of a text. */
function pairsOf(text: string, entryDelimiter: string, keyDelimiter: string): [string, string][] {
  if (entryDelimiter === '' || keyDelimiter === '') invalidArgument('a delimiter is empty');
  if (entryDelimiter === keyDelimiter) invalidArgument('the delimiters are the same');
  const entries = splitText(text, entryDelimiter);
  if (entries.at(-1) === '') entries.pop();
  return entries.map((entry) => {
    const at = entry.indexOf(keyDelimiter);
    if (at < 0 || entry.indexOf(keyDelimiter, at + keyDelimiter.length) >= 0)
      invalidArgument(`'${entry.slice(0, 40)}' is no pair of key and value`);
    return [entry.slice(0, at), entry.slice(at + keyDelimiter.length)];
  });
}

const parameters = ['text', 'entryDelimiter', 'keyDelimiter'];

export const splitToMap = defineScalar({
  name: 'split_to_map',
  category: 'string',
  summary: 'A map of the pairs in a text such as a=1&b=2; fails for a repeated key.',
  parameters,
  examples: [{ call: "split_to_map('a=1&b=2', '&', '=')", result: '{a: 1, b: 2}' }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: mapOf(varchar, varchar),
      row(text, entry, key): MapValue<string, string> {
        const map = new Map<string, string>();
        for (const [name, value] of pairsOf(text, entry, key)) {
          if (map.has(name)) invalidArgument(`the key '${name}' is repeated`);
          map.set(name, value);
        }
        return { keys: [...map.keys()], values: [...map.values()] };
      },
    }),
  ],
});

export const splitToMultimap = defineScalar({
  name: 'split_to_multimap',
  category: 'string',
  summary: 'A map from the keys in a text such as a=1&a=2 to arrays of their values.',
  parameters,
  examples: [{ call: "split_to_multimap('a=1&a=2', '&', '=')", result: '{a: [1, 2]}' }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: mapOf(varchar, arrayOf(varchar)),
      row(text, entry, key) {
        const map = new Map<string, string[]>();
        for (const [name, value] of pairsOf(text, entry, key)) {
          const values = map.get(name);
          if (values) values.push(value);
          else map.set(name, [value]);
        }
        return { keys: [...map.keys()], values: [...map.values()] };
      },
    }),
  ],
});
