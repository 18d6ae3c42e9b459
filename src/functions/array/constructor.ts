import { arrayOf, T } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const arrayConstructor = defineScalar({
  name: 'array',
  category: 'array',
  summary: 'An array of the given values, which are brought to one type; also written `array[…]`.',
  parameters: { value: 'an element; any number of them' },
  examples: [{ call: 'array[1, null, 3]', result: '[1, NULL, 3]' }],
  nulls: 'called',
  overloads: [overload({ params: [T], returns: arrayOf(T), variadic: true, row: (...values: unknown[]) => values })],
});
