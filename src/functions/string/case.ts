import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const lower = defineScalar({
  name: 'lower',
  category: 'string',
  summary: 'The string in lower case.',
  parameters: { string: 'any string' },
  examples: [{ call: "lower('GET')", result: "'get'" }],
  overloads: [overload({ params: [varchar], returns: varchar, row: (text) => text.toLowerCase() })],
});

export const upper = defineScalar({
  name: 'upper',
  category: 'string',
  summary: 'The string in upper case.',
  parameters: { string: 'any string' },
  examples: [{ call: "upper('get')", result: "'GET'" }],
  overloads: [overload({ params: [varchar], returns: varchar, row: (text) => text.toUpperCase() })],
});
