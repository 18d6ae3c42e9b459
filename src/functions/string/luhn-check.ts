import { invalidArgument } from '../../diagnostics/row-error.ts';
import { boolean, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

export const luhnCheck = defineScalar({
  name: 'luhn_check',
  category: 'string',
  summary: 'Whether digits end in the right check digit, by the algorithm of Luhn; false for an empty string.',
  parameters: { digits: 'a string of digits only' },
  examples: [
    { call: "luhn_check('79927398713')", result: 'true' },
    { call: "luhn_check('7992-7398-713')", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar],
      returns: boolean,
      prepare:
        ({ tick }) =>
        (digits) => {
          tick(digits.length);
          if (!/^\d*$/.test(digits)) invalidArgument('only digits are allowed');
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
