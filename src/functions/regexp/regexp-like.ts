import { bigint, boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, forEachMatch, patternParameter, withPattern } from './pattern.ts';

const parameters = { string: 'what is searched', pattern: patternParameter };

export const regexpLike = defineScalar({
  name: 'regexp_like',
  category: 'regexp',
  summary: 'Whether a pattern matches somewhere in a string; ^ and $ tie it to the ends.',
  parameters,
  examples: [
    { call: "regexp_like('/path-3/', 'path-\\d+')", result: 'true' },
    { call: "regexp_like('/path-3/', '[')", error: 'SPL2107' },
    { call: "regexp_like(null, 'a')", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: boolean,
      checks: [undefined, checkPattern],
      prepare: withPattern(({ regex, string, call }) => regex.test(string, call.tick)),
    }),
  ],
});

export const regexpCount = defineScalar({
  name: 'regexp_count',
  category: 'regexp',
  summary: 'The number of matches of a pattern that do not overlap.',
  parameters,
  examples: [{ call: "regexp_count('1a 2b 14m', '[a-z]')", result: '3' }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: bigint,
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => {
        let count = 0n;
        forEachMatch(match, match.bounds, () => {
          count += 1n;
          return undefined;
        });
        return count;
      }),
    }),
  ],
});
