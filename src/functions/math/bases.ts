import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { inBigintRange } from '../integers.ts';

function checkRadix(radix: bigint): number {
  return radix >= 2n && radix <= 36n ? Number(radix) : invalidArgument('the base must be 2 to 36');
}

export const toBase = defineScalar({
  name: 'to_base',
  category: 'math',
  summary: 'The digits of a whole number in a base from 2 to 36.',
  parameters: ['x', 'base'],
  examples: [{ call: 'to_base(255, 16)', result: "'ff'" }],
  overloads: [overload({ params: [bigint, bigint], returns: varchar, row: (x, base) => x.toString(checkRadix(base)) })],
});

export const fromBase = defineScalar({
  name: 'from_base',
  category: 'math',
  summary: 'The whole number that digits in a base from 2 to 36 stand for.',
  parameters: ['digits', 'base'],
  examples: [{ call: "from_base('ff', 16)", result: '255' }],
  overloads: [
    overload({
      params: [varchar, bigint],
      returns: bigint,
      row(text, base) {
        const radix = checkRadix(base);
        const match = /^([+-]?)([0-9a-z]{1,64})$/i.exec(text);
        if (!match) return invalidArgument(`'${text.slice(0, 40)}' is no number to base ${radix}`);
        let value = 0n;
        for (const digit of match[2]!) {
          const place = Number.parseInt(digit, 36);
          if (place >= radix) invalidArgument(`'${text.slice(0, 40)}' is no number to base ${radix}`);
          value = value * BigInt(radix) + BigInt(place);
        }
        return inBigintRange(match[1] === '-' ? -value : value);
      },
    }),
  ],
});

export const random = defineScalar({
  name: 'random',
  aliases: ['rand'],
  category: 'math',
  summary: "A random number: from 0 up to 1, or a whole number below n or from m below n. Reproducible by the engine's seed.",
  parameters: ['m?', 'n?'],
  examples: [
    { call: 'random() < 1', result: 'true' },
    { call: 'random(5) < 5', result: 'true' },
  ],
  volatility: 'volatile',
  overloads: [
    overload({ params: [], returns: double, prepare: (call) => () => call.random() }),
    overload({ params: [bigint], returns: bigint, prepare: (call) => (n) => below(0n, n, call.random()) }),
    overload({ params: [bigint, bigint], returns: bigint, prepare: (call) => (m, n) => below(m, n, call.random()) }),
  ],
});

function below(from: bigint, to: bigint, share: number): bigint {
  if (to <= from) invalidArgument('the upper bound must be larger');
  return from + BigInt(Math.floor(share * Number(to - from)));
}
