import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { arrayOf, bigint, boolean, lambdaOf, mapOf, T } from '../../types/type-descriptor.ts';
import { equals, valueKey } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

const elementOf = (call: CallSite): DataType => (call.types[0] as { readonly element: DataType }).element;

export const arrayFirst = defineScalar({
  name: 'array_first',
  category: 'array',
  summary: 'The first element, or the first for which a lambda is true; NULL where there is none.',
  parameters: ['array', 'test?'],
  examples: [{ call: 'array_first(array[2, 1])', result: '2' }],
  overloads: [
    overload({ params: [arrayOf(T)], returns: T, row: (array) => array[0] ?? null }),
    overload({
      params: [arrayOf(T), lambdaOf([T], boolean)],
      returns: T,
      row: (array, test) => array.find((element) => test(element) === true) ?? null,
    }),
  ],
});

export const arrayLast = defineScalar({
  name: 'array_last',
  category: 'array',
  summary: 'The last element; NULL for an empty array.',
  parameters: ['array'],
  examples: [{ call: 'array_last(array[2, 1])', result: '1' }],
  overloads: [overload({ params: [arrayOf(T)], returns: T, row: (array) => array.at(-1) ?? null })],
});

export const trimArray = defineScalar({
  name: 'trim_array',
  category: 'array',
  summary: 'The array without its last elements.',
  parameters: ['array', 'count'],
  examples: [{ call: 'trim_array(array[1, 2, 3], 2)', result: '[1]' }],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: arrayOf(T),
      row(array, count) {
        if (count < 0n || count > BigInt(array.length)) invalidArgument(`there are ${array.length} elements to take away`);
        return array.slice(0, array.length - Number(count));
      },
    }),
  ],
});

export const arrayHistogram = defineScalar({
  name: 'array_histogram',
  category: 'array',
  summary: 'A map from each distinct element to how often it occurs; NULLs are left out.',
  parameters: ['array'],
  examples: [{ call: "array_histogram(array['a', 'b', 'a'])", result: '{a: 2, b: 1}' }],
  overloads: [
    overload({
      params: [arrayOf(T)],
      returns: mapOf(T, bigint),
      prepare(call) {
        const keyOf = valueKey(elementOf(call));
        return (array) => {
          const found = new Map<unknown, { readonly element: unknown; count: bigint }>();
          for (const element of array) {
            if (element === null) continue;
            const known = found.get(keyOf(element));
            if (known) known.count++;
            else found.set(keyOf(element), { element, count: 1n });
          }
          const entries = [...found.values()];
          return { keys: entries.map(({ element }) => element), values: entries.map(({ count }) => count) };
        };
      },
    }),
  ],
});

export const containsSequence = defineScalar({
  name: 'contains_sequence',
  category: 'array',
  summary: 'Whether the elements of the second array follow one another somewhere in the first.',
  parameters: ['array', 'sequence'],
  examples: [{ call: 'contains_sequence(array[1, 2, 3], array[2, 3])', result: 'true' }],
  overloads: [
    overload({
      params: [arrayOf(T), arrayOf(T)],
      returns: boolean,
      prepare(call) {
        const same = equals(elementOf(call));
        const alike = (a: unknown, b: unknown): boolean => a === b || (a !== null && b !== null && same(a, b) === true);
        return (array, wanted) =>
          array.some((_, from) => wanted.every((w, i) => from + i < array.length && alike(array[from + i], w))) || wanted.length === 0;
      },
    }),
  ],
});

export const arrayTranspose = defineScalar({
  name: 'array_transpose',
  category: 'array',
  summary: 'The columns of an array of rows of equal length.',
  parameters: ['rows'],
  examples: [{ call: 'array_transpose(array[array[1, 2], array[3, 4]])', result: '[[1, 3], [2, 4]]' }],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(T))],
      returns: arrayOf(arrayOf(T)),
      row(rows) {
        const width = rows[0]?.length ?? 0;
        if (rows.some((row) => row?.length !== width)) invalidArgument('the arrays differ in length');
        return Array.from({ length: width }, (_, i) => rows.map((row) => row![i]));
      },
    }),
  ],
});
