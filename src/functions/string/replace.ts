import { splitAt } from '../../regex/text-search.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Replaces every occurrence; an empty part matches between all characters and at both ends. */
function replaceAll(text: string, part: string, by: string): string {
  if (part !== '') return splitAt(text, part).join(by);
  return by === '' ? text : by + [...text].map((point) => point + by).join('');
}

export const replace = defineScalar({
  name: 'replace',
  category: 'string',
  summary: 'Replaces, or removes, every occurrence of a part.',
  parameters: {
    string: 'any string',
    part: 'what is replaced; an empty one matches between all characters and at both ends',
    'by?': { description: 'what takes its place', default: "''" },
  },
  examples: [
    { call: "replace('a-b-c', '-', '+')", result: "'a+b+c'" },
    { call: "replace('a-b-c', '-')", result: "'abc'" },
  ],
  overloads: [
    overload({ params: [varchar, varchar], returns: varchar, row: (text, part) => replaceAll(text, part, '') }),
    overload({ params: [varchar, varchar, varchar], returns: varchar, row: replaceAll }),
  ],
});
