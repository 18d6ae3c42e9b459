import { invalidArgument } from '../../diagnostics/row-error.ts';
import type { DataType } from '../../types/data-type.ts';
import { arrayOf, bigint, boolean, K, mapOf, T, V } from '../../types/type-descriptor.ts';
import { equals, hasNullMember, type MapValue } from '../../types/values.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';

function elementType(call: CallSite): DataType {
  return (call.types[0] as { readonly element: DataType }).element;
}

export const contains = defineScalar({
  name: 'contains',
  category: 'array',
  summary: 'Whether an array has an element; NULL where it has none equal and a NULL leaves it open.',
  parameters: ['array', 'element'],
  examples: [
    { call: 'contains(array[1, 2], 2)', result: 'true' },
    { call: 'contains(array[1, null], 2)', result: 'NULL' },
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

export const arrayPosition = defineScalar({
  name: 'array_position',
  category: 'array',
  summary: 'The position of the first element equal to a value, or of the n-th (negative counts from the end); 0 where there is none.',
  parameters: ['array', 'element', 'n?'],
  examples: [{ call: "array_position(array['a', 'b', 'a'], 'a', -1)", result: '3' }],
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

export const cardinality = defineScalar({
  name: 'cardinality',
  category: 'array',
  summary: 'The number of elements of an array or of pairs of a map.',
  parameters: ['collection'],
  examples: [{ call: 'cardinality(array[1, null])', result: '2' }],
  overloads: [
    overload({ params: [arrayOf(T)], returns: bigint, row: (array) => BigInt(array.length) }),
    overload({ params: [mapOf(K, V)], returns: bigint, row: (map: MapValue) => BigInt(map.keys.length) }),
  ],
});
