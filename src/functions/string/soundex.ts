import { invalidArgument } from '../../diagnostics/row-error.ts';
import { varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const codes: Readonly<Record<string, string>> = Object.fromEntries(
  ['bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].flatMap((letters, i) => [...letters].map((letter) => [letter, String(i + 1)])),
);

function soundexOf(text: string): string {
  if (text === '') return '';
  const letters = text.toLowerCase().replace(/[^a-z]/g, '');
  if (letters === '' || /[^\p{L}\s'-]/u.test(text) || /[^\x00-\x7f]/.test(text))
    return invalidArgument(`'${text.slice(0, 40)}' is not a word of English letters`);
  let code = '';
  let last = codes[letters[0]!];
  for (const letter of letters.slice(1)) {
    const own = codes[letter];
    if (own && own !== last) code += own;
    // H and W do not part equal codes, vowels do.
    if (letter !== 'h' && letter !== 'w') last = own;
  }
  return `${letters[0]!.toUpperCase()}${code}000`.slice(0, 4);
}

export const soundex = defineScalar({
  name: 'soundex',
  category: 'string',
  summary: 'The Soundex code of an English word, the same for words that sound alike.',
  parameters: { word: 'a word of the letters A to Z, in any case' },
  examples: [
    { call: "soundex('Robert')", result: "'R163'" },
    { call: "soundex('42')", error: 'SPL2107' },
  ],
  overloads: [overload({ params: [varchar], returns: varchar, row: soundexOf })],
});
