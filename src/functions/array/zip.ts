import { arrayOf, rowOf, typeVariable } from '../../types/type-descriptor.ts';
import { defineScalar } from '../declaration.ts';

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
    row: (...arrays: (readonly unknown[])[]) => {
      const length = Math.max(...arrays.map((array) => array.length));
      return Array.from({ length }, (_, i) => arrays.map((array) => array[i] ?? null));
    },
  })),
});
