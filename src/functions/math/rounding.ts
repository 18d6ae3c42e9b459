import { outOfRange } from '../../diagnostics/row-error.ts';
import { bigint, double, integer, numeric, real } from '../../types/type-descriptor.ts';
import { defineScalar, type Overload, overload, type ScalarFunction } from '../declaration.ts';
import { inBigintRange, inRange, smallIntegers } from '../integers.ts';

/** Overloads over integers that leave them as they are. */
const unchanged: readonly Overload[] = [
  ...smallIntegers.map(({ token }) => overload({ params: [token], returns: token, row: (x) => x })),
  overload({ params: [bigint], returns: bigint, row: (x) => x }),
];

function rounding(
  name: string,
  summary: string,
  result: string,
  compute: (x: number) => number,
  aliases: readonly string[] = [],
): ScalarFunction {
  return defineScalar({
    name,
    aliases,
    category: 'math',
    summary,
    parameters: ['x'],
    examples: [{ call: `${name}(-1.5)`, result }],
    overloads: [
      ...unchanged,
      overload({ params: [real], returns: real, row: compute }),
      overload({ params: [double], returns: double, row: compute }),
    ],
  });
}

export const ceil = rounding('ceil', 'The smallest whole number at or above.', '-1.0', Math.ceil, ['ceiling']);
export const floor = rounding('floor', 'The largest whole number at or below.', '-2.0', Math.floor);

/** Rounds half away from zero to a number of decimals; the decimal digits of the number decide, not its binary fraction. */
function roundTo(x: number, decimals: number): number {
  if (!Number.isFinite(x) || decimals > 308) return x;
  const size = Math.abs(x);
  const [digits, exponent = '0'] = String(size).split('e');
  const shifted = Number(`${digits}e${Number(exponent) + decimals}`);
  if (!Number.isFinite(shifted) || shifted >= 2 ** 52) return x;
  const [roundedDigits, roundedExponent = '0'] = String(Math.round(shifted)).split('e');
  return Math.sign(x) * Number(`${roundedDigits}e${Number(roundedExponent) - decimals}`);
}

function truncateTo(x: number, decimals: number): number {
  if (!Number.isFinite(x)) return x;
  const [digits, exponent = '0'] = String(Math.abs(x)).split('e');
  const shifted = Number(`${digits}e${Number(exponent) + decimals}`);
  if (!Number.isFinite(shifted) || shifted >= 2 ** 52) return x;
  const [cutDigits, cutExponent = '0'] = String(Math.floor(shifted)).split('e');
  return Math.sign(x) * Number(`${cutDigits}e${Number(cutExponent) - decimals}`);
}

/** Rounds an integer to tens, hundreds and so on where the decimals are negative. */
function roundBigint(x: bigint, decimals: number): bigint {
  if (decimals >= 0) return x;
  if (decimals < -19) return 0n;
  const unit = 10n ** BigInt(-decimals);
  const half = x < 0n ? -unit / 2n : unit / 2n;
  return inBigintRange(((x + half) / unit) * unit);
}

export const round = defineScalar({
  name: 'round',
  category: 'math',
  summary: 'Rounds half away from zero to a number of decimals (0 unless given; negative for tens and hundreds).',
  parameters: ['x', 'decimals?'],
  examples: [
    { call: 'round(-2.5)', result: '-3.0' },
    { call: 'round(2.345, 2)', result: '2.35' },
    { call: 'round(1250, -2)', result: '1300' },
  ],
  overloads: [
    ...unchanged,
    overload({ params: [real], returns: real, row: (x) => Math.fround(roundTo(x, 0)) }),
    overload({ params: [double], returns: double, row: (x) => roundTo(x, 0) }),
    ...smallIntegers.map((type) =>
      overload({
        params: [type.token, integer],
        returns: type.token,
        row: (x, decimals) => inRange(Number(roundBigint(BigInt(x), decimals)), type),
      }),
    ),
    overload({ params: [bigint, integer], returns: bigint, row: roundBigint }),
    overload({ params: [real, integer], returns: real, row: (x, decimals) => Math.fround(roundTo(x, decimals)) }),
    overload({ params: [double, integer], returns: double, row: roundTo }),
  ],
});

export const truncate = defineScalar({
  name: 'truncate',
  category: 'math',
  summary: 'Cuts a number toward zero, to a number of decimals.',
  parameters: ['x', 'decimals?'],
  examples: [
    { call: 'truncate(-1.99)', result: '-1.0' },
    { call: 'truncate(1.239, 2)', result: '1.23' },
  ],
  overloads: [
    overload({ params: [real], returns: real, row: Math.trunc }),
    overload({ params: [double], returns: double, row: Math.trunc }),
    overload({ params: [real, integer], returns: real, row: (x, decimals) => Math.fround(truncateTo(x, decimals)) }),
    overload({ params: [double, integer], returns: double, row: truncateTo }),
  ],
});

export const abs = defineScalar({
  name: 'abs',
  category: 'math',
  summary: 'The size of a number without its sign.',
  parameters: { x: 'the number' },
  examples: [{ call: 'abs(-3)', result: '3' }],
  overloads: [
    overload({
      params: [numeric],
      returns: numeric,
      prepare: ({ types: [type] }) => {
        const range = smallIntegers.find(({ token }) => token.type.kind === type!.kind);
        return (x) => {
          if (typeof x === 'bigint') return x === -(2n ** 63n) ? outOfRange('the size does not fit BIGINT') : x < 0n ? -x : x;
          return range ? inRange(Math.abs(x), range) : Math.abs(x);
        };
      },
      batch: {
        double(out, _, x) {
          for (let i = 0; i < out.length; i++) out[i] = Math.abs(x[i]!);
        },
      },
    }),
  ],
});

export const sign = defineScalar({
  name: 'sign',
  category: 'math',
  summary: '-1, 0 or 1 by the sign of a number.',
  parameters: ['x'],
  examples: [{ call: 'sign(-3)', result: '-1' }],
  overloads: [
    ...smallIntegers.map(({ token }) => overload({ params: [token], returns: token, row: (x) => Math.sign(x) })),
    overload({ params: [bigint], returns: bigint, row: (x) => (x > 0n ? 1n : x < 0n ? -1n : 0n) }),
    overload({ params: [real], returns: real, row: Math.sign }),
    overload({ params: [double], returns: double, row: Math.sign }),
  ],
});
