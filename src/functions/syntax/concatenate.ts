import { arrayOf, T, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Joins byte strings. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const concatenate = defineScalar({
  name: '||',
  category: 'operator',
  notation: { infix: '||' },
  summary: 'Joins two strings, two arrays, an array and an element, or bytes.',
  parameters: {
    left: 'a string, an array, an element of the right array, or bytes',
    right: 'a string, an array, an element of the left array, or bytes',
  },
  examples: [
    { call: "'a' || 'b'", result: "'ab'" },
    { call: 'array[1] || array[2, 3]', result: '[1, 2, 3]' },
    { call: 'array[1] || 2', result: '[1, 2]' },
    { call: "'a' || null", result: 'NULL' },
  ],
  overloads: [
    overload({ params: [varchar, varchar], returns: varchar, row: (a, b) => a + b }),
    overload({ params: [arrayOf(T), arrayOf(T)], returns: arrayOf(T), row: (a, b) => [...a, ...b] }),
    overload({ params: [arrayOf(T), T], returns: arrayOf(T), row: (a, b) => [...a, b] }),
    overload({ params: [T, arrayOf(T)], returns: arrayOf(T), row: (a, b) => [a, ...b] }),
    overload({ params: [varbinary, varbinary], returns: varbinary, row: (a, b) => joinBytes(a, b) }),
  ],
});
