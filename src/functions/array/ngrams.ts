import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const ngrams = defineScalar({
  name: 'ngrams',
  category: 'array',
  summary: 'All runs of n neighbouring elements; the whole array where it is shorter.',
  parameters: { array: 'the elements', n: 'how many neighbours make a run, from 1' },
  examples: [
    { call: 'ngrams(array[1, 2, 3], 2)', result: '[[1, 2], [2, 3]]' },
    { call: 'ngrams(array[1], 0)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), bigint],
      returns: arrayOf(arrayOf(T)),
      prepare:
        ({ cellSize }) =>
        (array, n) => {
          if (n <= 0n) invalidArgument('n must be positive');
          const size = Number(n);
          if (array.length <= size) return [array];
          const count = array.length - size + 1;
          if (count * size > cellSize) invalidArgument(`more than ${cellSize} elements in all (limit 'cellSize')`);
          return Array.from({ length: count }, (_, i) => array.slice(i, i + size));
        },
    }),
  ],
});
