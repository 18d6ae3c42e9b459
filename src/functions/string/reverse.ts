import { arrayOf, T, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const reverse = defineScalar({
  name: 'reverse',
  category: 'string',
  summary: 'The characters of a string, the elements of an array, or bytes, in the opposite order.',
  parameters: { value: 'a string, array or bytes' },
  examples: [
    { call: "reverse('abc')", result: "'cba'" },
    { call: 'reverse(array[1, 2, 3])', result: '[3, 2, 1]' },
  ],
  overloads: [
    overload({ params: [varchar], returns: varchar, row: (text) => [...text].reverse().join('') }),
    overload({ params: [varbinary], returns: varbinary, row: (bytes) => bytes.slice().reverse() }),
    overload({ params: [arrayOf(T)], returns: arrayOf(T), row: (array) => [...array].reverse() }),
  ],
});
