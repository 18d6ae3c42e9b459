import { arrayOf, bigint, mapOf, T } from '../../types/type-descriptor.ts';
import { valueKey } from '../../types/values.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

/** What a distinct element takes while elements are counted: a key, an object, a count, and the entry of a Map. */
const bytesPerElement = 150;

export const arrayHistogram = defineScalar({
  name: 'array_histogram',
  category: 'array',
  summary: 'A map from each distinct element to how often it occurs; NULLs are left out.',
  parameters: { array: 'the elements' },
  examples: [{ call: "array_histogram(array['a', 'b', 'a'])", result: '{a: 2, b: 1}' }],
  overloads: [
    overload({
      params: [arrayOf(T)],
      returns: mapOf(T, bigint),
      prepare(call) {
        const keyOf = valueKey(elementType(call));
        return (array) => {
          const found = new Map<unknown, { readonly element: unknown; count: bigint }>();
          for (const element of array) {
            if (element === null) continue;
            const known = found.get(keyOf(element));
            if (known) known.count++;
            else {
              found.set(keyOf(element), { element, count: 1n });
              if ((found.size & 0xfff) === 0) call.reserveCell(0x1000 * bytesPerElement);
            }
          }
          const entries = [...found.values()];
          return { keys: entries.map(({ element }) => element), values: entries.map(({ count }) => count) };
        };
      },
    }),
  ],
});
