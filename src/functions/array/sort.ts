import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, lambdaOf, T } from '../../types/type-descriptor.ts';
import { comparator, nullsLast, Unordered } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

/** What a comparator answers. @throws RowError for anything but -1, 0 and 1. */
function orderOf(answer: bigint | null): number {
  if (answer === -1n || answer === 0n || answer === 1n) return Number(answer);
  return invalidArgument(`the order of two elements is -1, 0 or 1, not ${answer ?? 'NULL'}${answer === null ? '' : ': write sign(…)'}`);
}

export const arraySort = defineScalar({
  name: 'array_sort',
  category: 'array',
  summary: 'The elements in order, NULLs last, or in the order of a lambda that answers -1, 0 or 1 for two of them.',
  parameters: {
    array: 'the elements',
    'order?': 'a lambda of two elements that answers -1 where the first comes first, 1 where the second does, 0 where they are equal',
  },
  examples: [
    { call: 'array_sort(array[3, null, 1])', result: '[1, 3, NULL]' },
    { call: 'array_sort(array[1, 3, 2], (a, b) -> sign(b - a))', result: '[3, 2, 1]' },
    { call: 'array_sort(array[1, 3], (a, b) -> b - a)', error: 'SPL3003' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T)],
      returns: arrayOf(T),
      prepare(call) {
        const order = nullsLast(comparator(elementType(call), 'throw'));
        return (array) => {
          try {
            return [...array].sort(order);
          } catch (error) {
            if (error instanceof Unordered) return invalidArgument('elements with a NULL inside have no order');
            throw error;
          }
        };
      },
    }),
    overload({
      params: [arrayOf(T), lambdaOf([T, T], bigint)],
      returns: arrayOf(T),
      row: (array, order) => array.toSorted((a, b) => orderOf(order(a, b))),
    }),
  ],
});
