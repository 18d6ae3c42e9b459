import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatType, VARCHAR } from '../../types/data-type.ts';
import { arrayOf, optional, T, varchar } from '../../types/type-descriptor.ts';
import { conversion } from '../cast/cast.ts';
import { defineScalar, overload } from '../declaration.ts';
import { elementType } from './element-type.ts';

export const arrayJoin = defineScalar({
  name: 'array_join',
  category: 'array',
  summary: 'The elements as one string with a delimiter; NULLs are left out, or replaced by a string.',
  parameters: {
    array: 'elements of any type that casts to VARCHAR',
    delimiter: 'what separates two elements',
    'nulls?': 'what NULL is written as; without it NULLs are left out',
  },
  examples: [
    { call: "array_join(array[1, null, 3], '-')", result: "'1-3'" },
    { call: "array_join(array[1, null], '-', '?')", result: "'1-?'" },
  ],
  overloads: [
    overload({
      params: [arrayOf(T), varchar, optional(varchar)],
      returns: varchar,
      prepare(call) {
        const type = elementType(call);
        const convert = conversion(type, VARCHAR, call.timeZone) ?? invalidArgument(`elements of type ${formatType(type)} have no string`);
        return (array, delimiter, nulls) => {
          const texts: string[] = [];
          for (const element of array) {
            // The string of JSON null is NULL.
            const text = element === null ? null : (convert(element) as string | null);
            if (text !== null) texts.push(text);
            else if (nulls !== undefined) texts.push(nulls);
          }
          return texts.join(delimiter);
        };
      },
    }),
  ],
});
