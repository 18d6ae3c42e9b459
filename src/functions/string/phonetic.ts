import { invalidArgument } from '../../diagnostics/row-error.ts';
import { boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

const codes: Readonly<Record<string, string>> = Object.fromEntries(
  ['bfpv', 'cgjkqsxz', 'dt', 'l', 'mn', 'r'].flatMap((letters, i) => [...letters].map((letter) => [letter, String(i + 1)])),
);

function soundexOf(text: string): string {
  if (text === '') return '';
  const letters = text.toLowerCase().replace(/[^a-z]/g, '');
  if (letters === '' || /[^\p{L}\s'-]/u.test(text) || /[^\x00-\x7f]/.test(text))
    return invalidArgument(`'${text.slice(0, 40)}' is no word of English letters`);
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
  summary: 'The Soundex code of an English word, alike for words that sound alike.',
  parameters: ['word'],
  examples: [{ call: "soundex('Robert')", result: "'R163'" }],
  overloads: [overload({ params: [varchar], returns: varchar, row: soundexOf })],
});

export const luhnCheck = defineScalar({
  name: 'luhn_check',
  category: 'string',
  summary: 'Whether the digits of a text end in the right check digit, by the algorithm of Luhn; false for an empty text.',
  parameters: ['digits'],
  examples: [{ call: "luhn_check('79927398713')", result: 'true' }],
  overloads: [
    overload({
      params: [varchar],
      returns: boolean,
      row(digits) {
        if (!/^\d*$/.test(digits)) invalidArgument('there is a character that is no digit');
        let sum = 0;
        for (let i = 0; i < digits.length; i++) {
          const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 1 ? 2 : 1);
          sum += digit > 9 ? digit - 9 : digit;
        }
        return digits !== '' && sum % 10 === 0;
      },
    }),
  ],
});
