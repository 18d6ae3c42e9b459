import { arrayOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, forEachMatch, patternParameter, withPattern } from './pattern.ts';

export const regexpSplit = defineScalar({
  name: 'regexp_split',
  category: 'regexp',
  summary: 'The parts of a string between the matches of a pattern, the empty ones included.',
  parameters: { string: 'any string', pattern: patternParameter },
  examples: [
    { call: "regexp_split('a1b22c', '\\d+')", result: "['a', 'b', 'c']" },
    { call: "regexp_split('abc', '\\d+')", result: "['abc']" },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      checks: [undefined, checkPattern],
      prepare: withPattern((match) => {
        const parts: string[] = [];
        let at = 0;
        forEachMatch(match, match.bounds, (slots) => {
          parts.push(match.string.slice(at, slots[0]));
          at = slots[1]!;
          return undefined;
        });
        parts.push(match.string.slice(at));
        return parts;
      }),
    }),
  ],
});
