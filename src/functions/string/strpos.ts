import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findLastText, findText, visitOccurrences } from '../../regex/text-search.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointPosition } from './code-points.ts';

type Tick = (steps?: number) => void;

/** The offset of the n-th occurrence from an end, or -1; occurrences may overlap. */
function nthIndex(text: string, part: string, n: bigint, direction: 1 | -1, tick: Tick): number {
  let left = n;
  let found = -1;
  visitOccurrences(text, part, direction, (at) => {
    tick();
    found = --left === 0n ? at : -1;
    return found < 0;
  });
  return found;
}

/** The position of an occurrence; an empty part is found at the start. */
function positionOf(text: string, part: string, n: bigint, tick: Tick): bigint {
  if (part === '') return 1n;
  return pointPosition(text, n < 0n ? nthIndex(text, part, -n, -1, tick) : nthIndex(text, part, n, 1, tick));
}

export const strpos = defineScalar({
  name: 'strpos',
  aliases: ['position'],
  category: 'string',
  summary: 'The position of an occurrence of a part, counted in characters from 1; 0 where there is none.',
  parameters: {
    string: 'what is searched',
    part: 'what is looked for; an empty one is at 1',
    'n?': { description: 'which occurrence; negative ones count from the end, and 0 fails', default: '1' },
  },
  examples: [
    { call: "strpos('a/b/c', '/')", result: '2' },
    { call: "strpos('a/b/c', '/', -1)", result: '4' },
    { call: "position('c' in 'abc')", result: '3' },
    { call: "strpos('a/b/c', '/', 0)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row: (text, part) => pointPosition(text, findText(text, part)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: bigint,
      prepare:
        ({ tick }) =>
        (text, part, n) =>
          n === 0n ? invalidArgument('the occurrence is counted from 1, or from -1 at the end') : positionOf(text, part, n, tick),
    }),
  ],
});

export const strrpos = defineScalar({
  name: 'strrpos',
  category: 'string',
  summary: 'The position of the last occurrence of a part, or of the n-th last, counted in characters from 1; 0 where there is none.',
  parameters: {
    string: 'what is searched',
    part: 'what is looked for; an empty one is at 1',
    'n?': { description: 'which occurrence from the end, above 0', default: '1' },
  },
  examples: [
    { call: "strrpos('a/b/c', '/')", result: '4' },
    { call: "strrpos('a/b/c', '/', 2)", result: '2' },
    { call: "strrpos('a/b/c', '/', 0)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      row: (text, part) => (part === '' ? 1n : pointPosition(text, findLastText(text, part))),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: bigint,
      prepare:
        ({ tick }) =>
        (text, part, n) =>
          n <= 0n ? invalidArgument('the occurrence must be positive') : positionOf(text, part, -n, tick),
    }),
  ],
});
