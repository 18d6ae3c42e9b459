import { arrayOf, boolean, varchar } from '../../types/type-descriptor.ts';
import { cellBytes } from '../../types/values.ts';
import { defineAggregate } from '../declaration.ts';
import { statefulAccumulator } from './stateful.ts';

interface Joined {
  readonly parts: string[];
  separator: string;
}

const joining = ({ returns }: { readonly returns: typeof varchar.type }) =>
  statefulAccumulator<Joined>(returns, {
    make: () => ({ parts: [], separator: '' }),
    stateBytes: 340,
    add(state, text, separator) {
      state.parts.push(text as string);
      state.separator = separator as string;
      return cellBytes(text);
    },
    merge(state, other) {
      for (const part of other.parts) state.parts.push(part);
      state.separator = other.separator;
    },
    finish: ({ parts, separator }) => parts.join(separator),
    nulls: 'first',
    encoding: {
      fields: [
        { name: 'parts', type: arrayOf(varchar).type },
        { name: 'separator', type: varchar.type },
      ],
      encode: ({ parts, separator }) => [parts, separator],
      decode: ([parts, separator]) => ({ parts: parts as string[], separator: separator as string }),
    },
  });

export const listagg = defineAggregate({
  name: 'listagg',
  aliases: ['string_agg'],
  category: 'aggregate',
  summary: 'The strings of all rows joined by a separator, NULLs left out. The further arguments of SQL, about overflow, have no effect.',
  parameters: {
    string: 'the strings; NULLs are left out',
    separator: 'what stands between two of them; the last one counts',
    'overflow_error?': 'no effect',
    'filler?': 'no effect',
    'with_count?': 'no effect',
  },
  examples: [
    { call: "listagg(y, ', ')", result: "'a, b, c'" },
    { call: "listagg(distinct nullif(y, 'b'), '+')", result: "'a+c'" },
  ],
  overloads: [
    { params: [varchar, varchar], returns: varchar, accumulator: joining },
    { params: [varchar, varchar, boolean, varchar, boolean], returns: varchar, accumulator: joining },
  ],
});
