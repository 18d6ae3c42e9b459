import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointPosition } from './code-points.ts';

/** The offset of the n-th occurrence from the start, or -1; occurrences may overlap. */
function nthIndex(text: string, part: string, n: bigint): number {
  if (n <= 0n) invalidArgument('the instance must be positive');
  let at = -1;
  for (let i = 0n; i < n; i++) {
    at = text.indexOf(part, at + 1);
    if (at < 0) return -1;
  }
  return at;
}

function nthLastIndex(text: string, part: string, n: bigint): number {
  if (n <= 0n) invalidArgument('the instance must be positive');
  let at = text.length + 1;
  for (let i = 0n; i < n; i++) {
    if (at === 0) return -1;
    at = text.lastIndexOf(part, at - 1);
    if (at < 0) return -1;
  }
  return at;
}

export const strpos = defineScalar({
  name: 'strpos',
  aliases: ['position'],
  category: 'string',
  summary: 'The position of the first (or n-th) occurrence of a part, counted from 1; 0 where there is none.',
  parameters: ['text', 'part', 'n?'],
  examples: [
    { call: "strpos('a/b/c', '/')", result: '2' },
    { call: "position('c' in 'abc')", result: '3' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row: (text, part) => pointPosition(text, text.indexOf(part)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: bigint,
      row: (text, part, n) => (part === '' ? 1n : pointPosition(text, n < 0n ? nthLastIndex(text, part, -n) : nthIndex(text, part, n))),
    }),
  ],
});

export const strrpos = defineScalar({
  name: 'strrpos',
  category: 'string',
  summary: 'The position of the last (or n-th last) occurrence of a part, counted from 1; 0 where there is none.',
  parameters: ['text', 'part', 'n?'],
  examples: [{ call: "strrpos('a/b/c', '/')", result: '4' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row: (text, part) => (part === '' ? 1n : pointPosition(text, text.lastIndexOf(part))),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: bigint,
      row: (text, part, n) => (part === '' ? 1n : pointPosition(text, nthLastIndex(text, part, n))),
    }),
  ],
});

export const startsWith = defineScalar({
  name: 'starts_with',
  category: 'string',
  summary: 'Whether a text starts with another.',
  parameters: ['text', 'start'],
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
  summary: 'Whether a text ends with another.',
  parameters: ['text', 'end'],
  examples: [{ call: "ends_with('a.log', '.log')", result: 'true' }],
  overloads: [overload({ params: [varchar, varchar], returns: boolean, row: (text, end) => text.endsWith(end) })],
});
