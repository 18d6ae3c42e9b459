import { formatType } from '../../types/data-type.ts';
import { T, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const typeOf = defineScalar({
  name: 'typeof',
  category: 'string',
  summary: 'The type of an expression, as the language writes it.',
  parameters: { value: 'any expression; it is not computed' },
  examples: [{ call: 'typeof(array[1, 2])', result: "'array(integer)'" }],
  nulls: 'called',
  overloads: [
    overload({
      params: [T],
      returns: varchar,
      prepare({ types }) {
        const text = formatType(types[0]!);
        return () => text;
      },
    }),
  ],
});
