import { arrayOf, boolean, lambdaOf, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const arrayFirst = defineScalar({
  name: 'array_first',
  category: 'array',
  summary: 'The first element, or the first for which a lambda is true; NULL where there is none.',
  parameters: { array: 'the elements', 'test?': 'a condition on one element' },
  examples: [
    { call: 'array_first(array[2, 1])', result: '2' },
    { call: 'array_first(array[2, 5], x -> x > 9)', result: 'NULL' },
  ],
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
  parameters: { array: 'the elements' },
  examples: [{ call: 'array_last(array[2, 1])', result: '1' }],
  overloads: [overload({ params: [arrayOf(T)], returns: T, row: (array) => array.at(-1) ?? null })],
});
