import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, T } from '../../types/type-descriptor.ts';
import { hasNullMember, valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

export const arrayRemove = defineScalar({
  name: 'array_remove',
  category: 'array',
  summary: 'The elements that differ from a value.',
  parameters: { array: 'the elements', element: 'the value to leave out' },
  examples: [
    { call: 'array_remove(array[1, 2, 1], 1)', result: '[2]' },
    { call: 'array_remove(array[1, null], 1)', result: '[NULL]' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), T],
      returns: arrayOf(T),
      prepare(call) {
        const keyOf = valueKey(elementType(call));
        return (array, element) => {
          const key = keyOf(element);
          if (hasNullMember(element) || array.some(hasNullMember)) invalidArgument('elements with a NULL inside cannot be compared');
          return Number.isNaN(element) ? array : array.filter((candidate) => candidate === null || keyOf(candidate) !== key);
        };
      },
    }),
  ],
});
