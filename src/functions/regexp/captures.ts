import { arrayOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { withPattern } from './pattern.ts';

export const regexpCaptures = defineScalar({
  name: 'regexp_captures',
  category: 'regexp',
  summary: 'What the groups of the first match hold, NULL for a group that took no part; NULL where nothing matches.',
  parameters: ['text', 'pattern'],
  examples: [{ call: "regexp_captures('HTTP/1.1', '(\\w+)/([\\d.]+)')", result: "['HTTP', '1.1']" }],
  overloads: [
    overload({
      params: [varchar, varchar],
      returns: arrayOf(varchar),
      prepare: withPattern((program, text) => {
        const matcher = program.matcher(text);
        if (!matcher.find()) return null;
        return Array.from({ length: program.groupCount() }, (_, i) => matcher.group(i + 1) ?? null);
      }),
    }),
  ],
});
