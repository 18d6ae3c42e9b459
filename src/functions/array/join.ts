import { invalidArgument } from '../../diagnostics/row-error.ts';
import { formatType, VARCHAR } from '../../types/data-type.ts';
import { arrayOf, T, varchar } from '../../types/type-descriptor.ts';
import { conversion } from '../cast/cast.ts';
import { type CallSite, defineScalar } from '../declaration.ts';
import { elementType } from './element-type.ts';

export const arrayJoin = defineScalar({
  name: 'array_join',
  category: 'array',
  summary: 'The elements as one string with a delimiter; NULLs are left out, or replaced by a string.',
  parameters: {
    array: 'elements of any type that casts to VARCHAR',
    delimiter: 'what stands between two elements',
    'nulls?': 'what stands for NULL; NULLs are left out without it',
  },
  examples: [
    { call: "array_join(array[1, null, 3], '-')", result: "'1-3'" },
    { call: "array_join(array[1, null], '-', '?')", result: "'1-?'" },
  ],
  overloads: [false, true].map((replaced) => ({
    params: replaced ? [arrayOf(T), varchar, varchar] : [arrayOf(T), varchar],
    returns: varchar,
    prepare(call: CallSite) {
      const type = elementType(call);
      const convert = conversion(type, VARCHAR, call.timeZone) ?? invalidArgument(`elements of type ${formatType(type)} have no string`);
      return ((array: readonly unknown[], delimiter: string, nulls?: string) => {
        const texts: string[] = [];
        for (const element of array) {
          // The string of JSON null is NULL.
          const text = element === null ? null : (convert(element) as string | null);
          if (text !== null) texts.push(text);
          else if (nulls !== undefined) texts.push(nulls);
        }
        return texts.join(delimiter);
      }) as never;
    },
  })),
});
