import { boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const startsWith = defineScalar({
  name: 'starts_with',
  category: 'string',
  summary: 'Whether a string starts with another, letter case included.',
  parameters: { string: 'any string', start: 'what it may start with' },
  examples: [{ call: "starts_with('/api/v1', '/api')", result: 'true' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: boolean,
      row: (text, start) => text.startsWith(start),
    }),
  ],
});

export const endsWith = defineScalar({
  name: 'ends_with',
  category: 'string',
  summary: 'Whether a string ends with another, letter case included.',
  parameters: { string: 'any string', end: 'what it may end with' },
  examples: [{ call: "ends_with('a.log', '.log')", result: 'true' }],
  overloads: [overload({ params: [varchar, varchar], returns: boolean, row: (text, end) => text.endsWith(end) })],
});
