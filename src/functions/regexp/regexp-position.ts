import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { pointLength, pointSlice } from '../string/code-points.ts';
import { checkPattern, type Match, patternParameter, placeBehind, withPattern } from './pattern.ts';

/** The position of the n-th match at or after a start, both counted in characters from 1; -1 where there is none. */
function positionOf({ regex, string, call, bounds }: Match, start: bigint, n: bigint): bigint {
  if (start <= 0n) invalidArgument('the start must be positive');
  if (n <= 0n) invalidArgument('the occurrence must be positive');
  if (start > BigInt(pointLength(string))) return -1n;
  let from = pointSlice(string, 0, Number(start) - 1).length;
  const memo = regex.newMemo();
  for (let i = 1n; from <= string.length && regex.find(string, from, bounds, call.tick, memo); i++) {
    call.tick();
    if (i === n) return BigInt(pointLength(string.slice(0, bounds[0])) + 1);
    from = placeBehind(string, bounds);
  }
  return -1n;
}

export const regexpPosition = defineScalar({
  name: 'regexp_position',
  category: 'regexp',
  summary: 'The position of a match, counted in characters from 1; -1 where there is none.',
  parameters: {
    string: 'what is searched',
    pattern: patternParameter,
    'start?': { description: 'where the search begins, counted from 1', unit: 'characters', default: '1' },
    'n?': { description: 'which match from there, counted from 1', default: '1' },
  },
  examples: [
    { call: "regexp_position('ab12', '\\d')", result: '3' },
    { call: "regexp_position('ab12', 'x')", result: '-1' },
    { call: "regexp_position('ab12', '\\d', 1, 2)", result: '4' },
    { call: "regexp_position('ab12', '\\d', 0)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => positionOf(match, 1n, 1n)),
    }),
    overload({
      params: [varchar, varchar, bigint],
      returns: bigint,
      checks: [undefined, checkPattern],
      prepare: withPattern((match, start: bigint) => positionOf(match, start, 1n)),
    }),
    overload({
      params: [varchar, varchar, bigint, bigint],
      returns: bigint,
      checks: [undefined, checkPattern],
      prepare: withPattern(positionOf),
    }),
  ],
});
