import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const translate = defineScalar({
  name: 'translate',
  category: 'string',
  summary: 'Replaces single characters by those at the same place of another string; characters without a partner are removed.',
  parameters: { string: 'any string', from: 'the characters to replace', to: 'what each becomes, in the same order' },
  examples: [{ call: "translate('abcd', 'abc', 'xy')", result: "'xyd'" }],
  overloads: [
    overload({
      params: [varchar, varchar, varchar],
      returns: varchar,
      row(text, from, to) {
        const targets = [...to];
        const map = new Map<string, string>();
        [...from].forEach((point, i) => {
          if (!map.has(point)) map.set(point, targets[i] ?? '');
        });
        return [...text].map((point) => map.get(point) ?? point).join('');
      },
    }),
  ],
});
