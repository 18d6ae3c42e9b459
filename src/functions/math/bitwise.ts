import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, integral, optional } from '../../types/type-descriptor.ts';
import { defineScalar, type Example, overload, type ScalarFunction } from '../declaration.ts';

const category = 'math';
const number = "the number, as two's complement";
const shift = { description: 'how far, not negative', unit: 'bits' };
const width = { description: 'how many of the low bits of x count, from 2 to 64', unit: 'bits' };

const checkShift = (n: bigint): bigint => (n < 0n ? invalidArgument('a shift cannot be negative') : n);

function checkWidth(bits: bigint): bigint {
  return bits >= 2n && bits <= 64n ? bits : invalidArgument('the bits must be 2 to 64');
}

/** A bigint as the number of 64 bits that its low bits are. */
const wrap = (x: bigint): bigint => BigInt.asIntN(64, x);

function binary(name: string, summary: string, result: string, row: (a: bigint, b: bigint) => bigint): ScalarFunction {
  return defineScalar({
    name,
    category,
    summary,
    parameters: { a: number, b: 'the other number' },
    examples: [
      { call: `${name}(12, 10)`, result },
      { call: `${name}(12, null)`, result: 'NULL' },
    ],
    overloads: [overload({ params: [bigint, bigint], returns: bigint, row })],
  });
}

const negativeShift = (name: string): Example => ({ call: `${name}(12, -1)`, error: 'SPL2107' });
const widths: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, integer: 32, bigint: 64 };

/** Shifts in the width of the first argument's type. */
function shifting(name: string, summary: string, result: string, row: (x: bigint, n: bigint, bits: bigint) => bigint): ScalarFunction {
  return defineScalar({
    name,
    category,
    summary,
    parameters: { x: number, n: shift },
    examples: [{ call: `${name}(12, 2)`, result }, negativeShift(name)],
    overloads: [
      overload({
        params: [integral, bigint],
        returns: integral,
        prepare({ returns }) {
          const bits = widths[returns.kind]!;
          return (x, n) => {
            const shifted = BigInt.asIntN(bits, row(BigInt(x), checkShift(n), BigInt(bits)));
            return bits === 64 ? shifted : Number(shifted);
          };
        },
      }),
    ],
  });
}

/** Shifts that let the sign come in. */
function arithmetic(name: string): ScalarFunction {
  return defineScalar({
    name,
    category,
    summary: 'The bits of a number shifted to the right, copies of the sign coming in.',
    parameters: { x: number, n: shift },
    examples: [{ call: `${name}(-12, 2)`, result: '-3' }, negativeShift(name)],
    overloads: [overload({ params: [bigint, bigint], returns: bigint, row: (x, n) => x >> (checkShift(n) > 63n ? 63n : n) })],
  });
}

/** Shifts within a width of 2 to 64 bits, the result without sign. */
function within(name: string, summary: string, result: string, row: (x: bigint, n: bigint, bits: bigint) => bigint): ScalarFunction {
  return defineScalar({
    name,
    category,
    summary,
    parameters: { x: number, n: shift, bits: width },
    examples: [
      { call: `${name}(12, 2, 8)`, result },
      { call: `${name}(12, 2, 65)`, error: 'SPL2107' },
    ],
    overloads: [
      overload({ params: [bigint, bigint, bigint], returns: bigint, row: (x, n, bits) => wrap(row(x, checkShift(n), checkWidth(bits))) }),
    ],
  });
}

function ones(x: bigint): bigint {
  let count = 0n;
  for (let rest = x; rest > 0n; rest &= rest - 1n) count += 1n;
  return count;
}

export const bitwiseFunctions: readonly ScalarFunction[] = [
  binary('bitwise_and', 'The bits that are set in both numbers.', '8', (a, b) => a & b),
  binary('bitwise_or', 'The bits that are set in either number.', '14', (a, b) => a | b),
  binary('bitwise_xor', 'The bits in which two numbers differ.', '6', (a, b) => a ^ b),
  shifting('bitwise_left_shift', 'The bits of a number shifted to the left, within the width of its type.', '48', (x, n, bits) =>
    n >= bits ? 0n : x << n,
  ),
  shifting(
    'bitwise_right_shift',
    'The bits of a number shifted to the right, within the width of its type; zeros come in.',
    '3',
    (x, n, bits) => (n >= bits ? 0n : BigInt.asUintN(Number(bits), x) >> n),
  ),
  arithmetic('bitwise_right_shift_arithmetic'),
  arithmetic('bitwise_arithmetic_shift_right'),
  within('bitwise_logical_shift_right', 'The low bits of a number shifted to the right; zeros come in.', '3', (x, n, bits) =>
    n >= bits ? 0n : BigInt.asUintN(Number(bits), x) >> n,
  ),
  within('bitwise_shift_left', 'The low bits of a number shifted to the left, what leaves them being dropped.', '48', (x, n, bits) => {
    const shifted = x << (n > 64n ? 64n : n);
    return bits === 64n ? shifted : BigInt.asUintN(Number(bits), shifted);
  }),
  defineScalar({
    name: 'bitwise_not',
    category,
    summary: 'A number with every bit inverted.',
    parameters: { x: number },
    examples: [{ call: 'bitwise_not(0)', result: '-1' }],
    overloads: [overload({ params: [bigint], returns: bigint, row: (x) => ~x })],
  }),
  defineScalar({
    name: 'bit_count',
    category,
    summary: 'The number of bits that are set.',
    parameters: { x: number, 'bits?': { ...width, description: 'the width of the number, which must hold it', default: '64' } },
    examples: [
      { call: 'bit_count(9)', result: '2' },
      { call: 'bit_count(-7, 8)', result: '6' },
      { call: 'bit_count(1000, 8)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [bigint, optional(bigint)],
        returns: bigint,
        row(x, bits = 64n) {
          const size = Number(checkWidth(bits));
          if (BigInt.asIntN(size, x) !== x) invalidArgument(`${x} does not fit ${size} bits`);
          return ones(BigInt.asUintN(size, x));
        },
      }),
    ],
  }),
];
