import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const forms = new Set(['NFC', 'NFD', 'NFKC', 'NFKD']);

function formOf(name: string): string {
  const form = name.toUpperCase();
  return forms.has(form) ? form : invalidArgument(`'${name.slice(0, 40)}' is not a normal form: use NFC, NFD, NFKC or NFKD`);
}

function checkForm(name: string): undefined {
  formOf(name);
}

export const normalize = defineScalar({
  name: 'normalize',
  bareWords: ['nfc', 'nfd', 'nfkc', 'nfkd'],
  category: 'string',
  summary: 'A Unicode normal form of a string.',
  parameters: { string: 'any string', 'form?': { description: 'NFC, NFD, NFKC or NFKD, as a string or a bare word', default: 'NFC' } },
  examples: [
    { call: "length(normalize('e\u0301'))", result: '1' },
    { call: "normalize('e', 'NFX')", error: 'SPL2107' },
  ],
  overloads: [
    overload({ params: [varchar], returns: varchar, row: (text) => text.normalize('NFC') }),
    overload({
      params: [varchar, varchar],
      returns: varchar,
      checks: [undefined, checkForm],
      row: (text, form) => text.normalize(formOf(form)),
    }),
  ],
});
