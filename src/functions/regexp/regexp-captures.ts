import { arrayOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, groupText, patternParameter, withPattern } from './pattern.ts';

export const regexpCaptures = defineScalar({
  name: 'regexp_captures',
  category: 'regexp',
  summary: 'What the groups of the first match hold, NULL for a group that took no part; NULL where nothing matches.',
  parameters: { string: 'what is searched', pattern: `${patternParameter}, with groups in parentheses` },
  examples: [
    { call: "regexp_captures('HTTP/1.1', '(\\w+)/([\\d.]+)')", result: "['HTTP', '1.1']" },
    { call: "regexp_captures('HTTP', '(\\d+)')", result: 'NULL' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      checks: [undefined, checkPattern],
      prepare: withPattern(({ regex, string, slots, call }) => {
        if (!regex.find(string, 0, slots, call.tick)) return null;
        return Array.from({ length: regex.groupCount }, (_, i) => groupText(string, slots, i + 1));
      }),
    }),
  ],
});
