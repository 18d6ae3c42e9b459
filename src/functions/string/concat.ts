import { arrayOf, T, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { joinBytes } from '../syntax/concatenate.ts';

export const concat = defineScalar({
  name: 'concat',
  category: 'string',
  summary: 'Joins strings, arrays or bytes; an element may be joined to an array at either end.',
  parameters: { value: 'a string, array, bytes, or an element where another argument is an array', '…': 'more of the same' },
  examples: [
    { call: "concat('a', 'b', 'c')", result: "'abc'" },
    { call: 'concat(array[1], array[2, 3])', result: '[1, 2, 3]' },
    { call: "concat('a', null)", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      variadic: true,
      row: (...texts: string[]) => texts.join(''),
    }),
    overload({
      params: [varbinary, varbinary],
      returns: varbinary,
      variadic: true,
      row: (...parts: Uint8Array[]) => joinBytes(...parts),
    }),
    overload({
      params: [arrayOf(T), arrayOf(T)],
      returns: arrayOf(T),
      variadic: true,
      row: (...arrays: (readonly unknown[])[]) => arrays.flat(),
    }),
    overload({ params: [arrayOf(T), T], returns: arrayOf(T), row: (array, element) => [...array, element] }),
    overload({ params: [T, arrayOf(T)], returns: arrayOf(T), row: (element, array) => [element, ...array] }),
  ],
});

export const concatWs = defineScalar({
  name: 'concat_ws',
  category: 'string',
  summary:
    'Joins strings, or the strings of an array, with a separator; NULLs are left out. NULL for a NULL separator or a NULL in place of the array.',
  parameters: { separator: 'what separates two strings', string: 'a string, or an array of strings', '…': 'more strings' },
  examples: [
    { call: "concat_ws('-', 'a', null, 'b')", result: "'a-b'" },
    { call: "concat_ws('/', array['x', null])", result: "'x'" },
    { call: "concat_ws('/', cast(null as array(varchar)))", result: 'NULL' },
  ],
  nulls: 'called',
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: varchar,
      variadic: true,
      row: (separator: string | null, ...texts: (string | null)[]) =>
        separator === null ? null : texts.filter((text) => text !== null).join(separator),
    }),
    overload({
      params: [varchar, arrayOf(varchar)],
      returns: varchar,
      row: (separator: string | null, texts: readonly (string | null)[] | null) =>
        separator === null || texts === null ? null : texts.filter((text) => text !== null).join(separator),
    }),
  ],
});
