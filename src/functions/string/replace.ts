import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, T, varbinary, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

/** Replaces every occurrence; an empty part stands between all characters and at both ends. */
function replaceAll(text: string, part: string, by: string): string {
  if (part !== '') return text.replaceAll(part, () => by);
  return by === '' ? text : by + [...text].map((point) => point + by).join('');
}

export const replace = defineScalar({
  name: 'replace',
  category: 'string',
  summary: 'Replaces, or removes, every occurrence of a part.',
  parameters: ['text', 'part', 'by?'],
  examples: [
    { call: "replace('a-b-c', '-', '+')", result: "'a+b+c'" },
    { call: "replace('a-b-c', '-')", result: "'abc'" },
  ],
  overloads: [
    overload({ params: [varchar, varchar], returns: varchar, row: (text, part) => replaceAll(text, part, '') }),
    overload({ params: [varchar, varchar, varchar], returns: varchar, row: replaceAll }),
  ],
});

export const reverse = defineScalar({
  name: 'reverse',
  category: 'string',
  summary: 'The characters of a text, the elements of an array, or bytes, in the opposite order.',
  parameters: ['value'],
  examples: [
    { call: "reverse('abc')", result: "'cba'" },
    { call: 'reverse(array[1, 2, 3])', result: '[3, 2, 1]' },
  ],
  overloads: [
    overload({ params: [varchar], returns: varchar, row: (text) => [...text].reverse().join('') }),
    overload({ params: [varbinary], returns: varbinary, row: (bytes) => bytes.slice().reverse() }),
    overload({ params: [arrayOf(T)], returns: arrayOf(T), row: (array) => [...array].reverse() }),
  ],
});

export const translate = defineScalar({
  name: 'translate',
  category: 'string',
  summary: 'Replaces single characters by those at the same place of another text; characters without a partner are removed.',
  parameters: ['text', 'from', 'to'],
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

const forms = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

export const normalize = defineScalar({
  name: 'normalize',
  category: 'string',
  summary: 'A Unicode normal form of a text: NFC, or the one named.',
  parameters: ['text', 'form?'],
  examples: [{ call: "length(normalize('e\u0301'))", result: '1' }],
  overloads: [
    overload({ params: [varchar], returns: varchar, row: (text) => text.normalize('NFC') }),
    overload({
      params: [varchar, varchar],
      returns: varchar,
      row: (text, form) =>
        forms.has(form.toUpperCase())
          ? text.normalize(form.toUpperCase())
          : invalidArgument(`'${form}' is no normal form: use NFC, NFD, NFKC or NFKD`),
    }),
  ],
});
