import { arrayOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { checkPattern, patternParameter, withPattern } from './pattern.ts';

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
      prepare: withPattern(({ program, string }) => {
        const matcher = program.matcher(string);
        if (!matcher.find()) return null;
        return Array.from({ length: program.groupCount() }, (_, i) => matcher.group(i + 1) ?? null);
      }),
    }),
  ],
});
