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

/** Combining marks in a row; putting more in order is quadratic, and no writing has as many. */
const maxMarks = 1000;

function normalized(text: string, form: string): string {
  let marks = 0;
  for (let i = 0; i < text.length; i++) {
    // Below U+0300 nothing combines; the halves of a pair are taken for marks as well, which only matters for thousands of them.
    marks = text.charCodeAt(i) >= 0x300 && /[\p{M}\p{Cs}]/u.test(text[i]!) ? marks + 1 : 0;
    if (marks > maxMarks && /\p{M}{500}/u.test(text.slice(i - maxMarks, i + 1)))
      invalidArgument(`more than ${maxMarks} combining marks in a row`);
  }
  return text.normalize(form);
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
    overload({ params: [varchar], returns: varchar, row: (text) => normalized(text, 'NFC') }),
    overload({
      params: [varchar, varchar],
      returns: varchar,
      checks: [undefined, checkForm],
      row: (text, form) => normalized(text, formOf(form)),
    }),
  ],
});
