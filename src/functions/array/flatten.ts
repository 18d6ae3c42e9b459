import { invalidArgument } from '../../diagnostics/row-error.ts';
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
      prepare:
        ({ cellSize, tick }) =>
        (arrays) => {
          const length = arrays.reduce((sum, array) => sum + (array?.length ?? 0), 0);
          if (length > cellSize) invalidArgument(`more than ${cellSize} elements (limit 'cellSize')`);
          const all: unknown[] = [];
          for (const array of arrays) {
            tick(1 + (array?.length ?? 0));
            for (const element of array ?? []) all.push(element);
          }
          return all;
        },
    }),
  ],
});
