import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';

function checkRadix(radix: bigint): number {
  return radix >= 2n && radix <= 36n ? Number(radix) : invalidArgument('the base must be 2 to 36');
}

const base = { description: 'the base, from 2 to 36' };

export const toBase = defineScalar({
  name: 'to_base',
  category: 'math',
  summary: 'The digits of an integer in another base, letters in lower case.',
  parameters: { x: 'the integer', base },
  examples: [
    { call: 'to_base(255, 16)', result: "'ff'" },
    { call: 'to_base(-5, 2)', result: "'-101'" },
    { call: 'to_base(255, 1)', error: 'SPL2107' },
  ],
  overloads: [overload({ params: [bigint, bigint], returns: varchar, row: (x, radix) => x.toString(checkRadix(radix)) })],
});

export const fromBase = defineScalar({
  name: 'from_base',
  category: 'math',
  summary: 'The integer that digits in another base stand for.',
  parameters: { digits: 'the digits, letters in either case, with or without a sign', base },
  examples: [
    { call: "from_base('ff', 16)", result: '255' },
    { call: "from_base('-101', 2)", result: '-5' },
    { call: "from_base('12', 2)", error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [varchar, bigint],
      returns: bigint,
      row(digits, base) {
        const radix = checkRadix(base);
        const fail = (): never => invalidArgument(`'${digits.slice(0, 40)}' is not a number in base ${radix}`);
        const match = /^([+-]?)([0-9a-z]{1,64})$/i.exec(digits) ?? fail();
        let value = 0n;
        for (const digit of match[2]!) {
          const worth = Number.parseInt(digit, 36);
          if (worth >= radix) fail();
          value = value * BigInt(radix) + BigInt(worth);
        }
        return match[1] === '-' ? -value : value;
      },
    }),
  ],
});
