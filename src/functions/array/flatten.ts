import { arrayOf, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const flatten = defineScalar({
  name: 'flatten',
  category: 'array',
  summary: 'Joins the arrays of an array; NULL arrays are left out.',
  parameters: { arrays: 'an array of arrays' },
  examples: [
    { call: 'flatten(array[array[1], array[2, 3]])', result: '[1, 2, 3]' },
    { call: 'flatten(array[array[1], null])', result: '[1]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(arrayOf(T))],
      returns: arrayOf(T),
      row: (arrays) => arrays.flatMap((array) => array ?? []),
    }),
  ],
});
