import { arrayOf, rowOf, typeVariable } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar } from '../declaration.ts';

const lanes = Array.from({ length: 8 }, (_, i) => typeVariable(`T${i}`));

export const zip = defineScalar({
  name: 'zip',
  category: 'array',
  summary: 'An array of ROWs with the elements at the same place of several arrays; shorter arrays are filled up with NULL.',
  parameters: { first: 'an array', second: 'another, of any type', 'others?': 'up to six more' },
  examples: [{ call: "zip(array[1, 2], array['a'])[2].field0", result: '2' }],
  overloads: [2, 3, 4, 5, 6, 7, 8].map((count) => ({
    params: lanes.slice(0, count).map((lane) => arrayOf(lane)),
    returns: arrayOf(rowOf(Object.fromEntries(lanes.slice(0, count).map((lane, i) => [`field${i}`, lane])))),
    prepare:
      ({ reserveCell }: CallSite) =>
      (...args: readonly unknown[]) => {
        const arrays = args as readonly (readonly unknown[])[]; // as the parameters say
        const length = Math.max(...arrays.map((array) => array.length));
        if (length > 1000) reserveCell(length * (24 + 8 * arrays.length)); // the rows, beside what is in them
        return Array.from({ length }, (_, i) => arrays.map((array) => array[i] ?? null));
      },
  })),
});
