import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, T } from '../../types/type-descriptor.ts';
import { equals, hasNullMember } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

export const arrayPosition = defineScalar({
  name: 'array_position',
  category: 'array',
  summary: 'The position of the first element equal to a value, or of the n-th (negative counts from the end); 0 where there is none.',
  parameters: {
    array: 'where to look',
    element: 'what to look for',
    'n?': { description: 'which of several, negative from the end', default: '1' },
  },
  examples: [
    { call: "array_position(array['a', 'b', 'a'], 'a', -1)", result: '3' },
    { call: 'array_position(array[1, null], 7)', result: '0' },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), T],
      returns: bigint,
      prepare(call) {
        const same = equals(elementType(call));
        return (array, element) => {
          if (hasNullMember(element) || array.some(hasNullMember)) invalidArgument('elements with a NULL inside cannot be compared');
          return BigInt(array.findIndex((candidate) => candidate !== null && same(candidate, element) === true) + 1);
        };
      },
    }),
    overload({
      params: [arrayOf(T), T, bigint],
      returns: bigint,
      prepare(call) {
        const same = equals(elementType(call));
        return (array, element, n) => {
          const places = array.flatMap((candidate, i) => (candidate !== null && same(candidate, element) === true ? [i + 1] : []));
          return BigInt((n > 0n ? places[Number(n) - 1] : places[places.length + Number(n)]) ?? 0);
        };
      },
    }),
  ],
});
