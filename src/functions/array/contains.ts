import { arrayOf, boolean, T } from '../../types/type-descriptor.ts';
import { equals } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

export const containsSequence = defineScalar({
  name: 'contains_sequence',
  category: 'array',
  summary: 'Whether the elements of the second array follow one another somewhere in the first.',
  parameters: { array: 'where to look', sequence: 'the elements that must follow one another; none are found everywhere' },
  examples: [
    { call: 'contains_sequence(array[1, 2, 3], array[2, 3])', result: 'true' },
    { call: 'contains_sequence(array[1, 2, 3], array[1, 3])', result: 'false' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), arrayOf(T)],
      returns: boolean,
      prepare(call) {
        const same = equals(elementType(call));
        const alike = (a: unknown, b: unknown): boolean => a === b || (a !== null && b !== null && same(a, b) === true);
        return (array, wanted) => {
          for (let from = 0; from + wanted.length <= array.length; from++) {
            let i = 0;
            while (i < wanted.length && alike(array[from + i], wanted[i])) i++;
            if (i === wanted.length) return true;
            call.tick(i + 1);
          }
          return false;
        };
      },
    }),
  ],
});

export const contains = defineScalar({
  name: 'contains',
  category: 'array',
  summary: 'Whether an array has an element; NULL where it has none equal and a NULL leaves it open.',
  parameters: { array: 'where to look', element: 'what to look for' },
  examples: [
    { call: 'contains(array[1, 2], 2)', result: 'true' },
    { call: 'contains(array[1, null], 2)', result: 'NULL' },
    { call: 'contains(array[1, null], 1)', result: 'true' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), T],
      returns: boolean,
      prepare(call) {
        const same = equals(elementType(call));
        return (array, element) => {
          let open = false;
          for (const candidate of array) {
            const answer = candidate === null ? null : same(candidate, element);
            if (answer) return true;
            if (answer === null) open = true;
          }
          return open ? null : false;
        };
      },
    }),
  ],
});
