import { double, integer, numeric, optional, real } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function towards(
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
    parameters: { x: 'the number; integers stay as they are' },
    examples: [
      { call: `${name}(-1.5)`, result },
      { call: `${name}(7)`, result: '7' },
    ],
    overloads: [
      overload({
        params: [numeric],
        returns: numeric,
        row: (x) => (typeof x === 'bigint' ? x : compute(x)),
        batch: {
          double(out, _, x) {
            for (let i = 0; i < out.length; i++) out[i] = compute(x[i]!);
          },
        },
      }),
    ],
  });
}

export const ceil = towards('ceil', 'The smallest whole number that is not below x.', '-1.0', Math.ceil, ['ceiling']);
export const floor = towards('floor', 'The largest whole number that is not above x.', '-2.0', Math.floor);

/** Moves the decimal point of a number to the right, by its decimal digits and not by its binary fraction. */
function shiftPoint(x: number, places: number): number {
  const [digits, exponent = '0'] = String(x).split('e');
  return Number(`${digits}e${Number(exponent) + places}`);
}

/** Brings a number to a number of decimals, cutting its size with `whole` at the last of them. */
function toDecimals(x: number, decimals: number, whole: (size: number) => number): number {
  if (!Number.isFinite(x) || decimals > 308) return x;
  const shifted = shiftPoint(Math.abs(x), decimals);
  return shifted < 2 ** 52 ? Math.sign(x) * shiftPoint(whole(shifted), -decimals) : x;
}

/** Rounds an integer to tens, hundreds and so on where the decimals are negative. */
function roundBigint(x: bigint, decimals: number): bigint {
  if (decimals >= 0) return x;
  if (decimals < -19) return 0n;
  const unit = 10n ** BigInt(-decimals);
  const half = x < 0n ? -unit / 2n : unit / 2n;
  return ((x + half) / unit) * unit;
}

const decimals = {
  description: 'digits kept after the decimal point; negative for tens, hundreds and so on',
  unit: 'digits',
  default: '0',
};

export const round = defineScalar({
  name: 'round',
  category: 'math',
  summary: 'Rounds a number to a number of decimals; halves are rounded away from zero.',
  parameters: { x: 'the number', 'decimals?': decimals },
  examples: [
    { call: 'round(-2.5)', result: '-3.0' },
    { call: 'round(2.345, 2)', result: '2.35' },
    { call: 'round(1250, -2)', result: '1300' },
    { call: 'round(null, 2)', result: 'NULL' },
    { call: 'round(2147483647, -1)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [numeric, optional(integer)],
      returns: numeric,
      prepare: ({ types: [type] }) =>
        type!.kind === 'double' || type!.kind === 'real'
          ? (x, digits = 0) => toDecimals(x as number, digits, Math.round) // by the type of the call
          : (x, digits = 0) => (typeof x === 'bigint' ? roundBigint(x, digits) : Number(roundBigint(BigInt(x), digits))),
    }),
  ],
});

export const truncate = defineScalar({
  name: 'truncate',
  category: 'math',
  summary: 'Cuts a number toward zero, to a number of decimals.',
  parameters: { x: 'the number', 'decimals?': decimals },
  examples: [
    { call: 'truncate(-1.99)', result: '-1.0' },
    { call: 'truncate(1.239, 2)', result: '1.23' },
  ],
  overloads: [real, double].map((type) =>
    overload({
      params: [type, optional(integer)],
      returns: type,
      row: (x, digits = 0) => (digits === 0 ? Math.trunc(x) : toDecimals(x, digits, Math.floor)),
    }),
  ),
});
