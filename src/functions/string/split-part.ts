import { invalidArgument } from '../../diagnostics/row-error.ts';
import { findsText } from '../../regex/text-search.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const splitPart = defineScalar({
  name: 'split_part',
  category: 'string',
  summary: 'One part of a string between a delimiter; NULL past the end.',
  parameters: {
    string: 'any string',
    delimiter: 'what separates two parts; an empty one makes every character a part',
    index: 'which part, counted from 1',
  },
  examples: [
    { call: "split_part('/request/path-3/file-1', '/', 3)", result: "'path-3'" },
    { call: "split_part('a', '/', 2)", result: 'NULL' },
    { call: "split_part('a', '/', 0)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, varchar, bigint],
      returns: varchar,
      prepare:
        ({ tick }) =>
        (text, delimiter, index) => {
          if (index <= 0n) invalidArgument('the index must be positive');
          if (delimiter === '') return [...text][Number(index) - 1] ?? null;
          const find = findsText(delimiter);
          let at = 0;
          for (let i = 1n; i < index; i++) {
            const found = find(text, at);
            if (found < 0) return null;
            at = found + delimiter.length;
            tick();
          }
          const end = find(text, at);
          return text.slice(at, end < 0 ? undefined : end);
        },
    }),
  ],
});
