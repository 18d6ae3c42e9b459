import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { smallIntegers } from '../integers.ts';

function binary(
  name: string,
  summary: string,
  result: string,
  row: (a: bigint, b: bigint) => bigint,
  aliases: readonly string[] = [],
): ScalarFunction {
  return defineScalar({
    name,
    aliases,
    category: 'math',
    summary,
    parameters: ['a', 'b'],
    examples: [{ call: `${name}(12, 2)`, result }],
    overloads: [overload({ params: [bigint, bigint], returns: bigint, row: (a, b) => BigInt.asIntN(64, row(a, b)) })],
  });
}

const shift = (n: bigint): bigint => (n < 0n ? invalidArgument('a shift cannot be negative') : n);

/** Shifts in the width of the first argument's type. */
function shifting(name: string, summary: string, result: string, row: (a: bigint, n: bigint, bits: bigint) => bigint): ScalarFunction {
  const widths = [8n, 16n, 32n];
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: ['x', 'n'],
    examples: [{ call: `${name}(12, 2)`, result }],
    overloads: [
      ...smallIntegers.map(({ token }, i) =>
        overload({
          params: [token, bigint],
          returns: token,
          row: (a, n) => Number(BigInt.asIntN(Number(widths[i]!), row(BigInt(a), n, widths[i]!))),
        }),
      ),
      overload({ params: [bigint, bigint], returns: bigint, row: (a, n) => BigInt.asIntN(64, row(a, n, 64n)) }),
    ],
  });
}

/** Shifts within a width of 2 to 64 bits, the result without sign. */
function within(name: string, summary: string, result: string, row: (x: bigint, n: bigint, bits: bigint) => bigint): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: ['x', 'n', 'bits'],
    examples: [{ call: `${name}(12, 2, 8)`, result }],
    overloads: [
      overload({
        params: [bigint, bigint, bigint],
        returns: bigint,
        row(x, n, bits) {
          if (bits < 2n || bits > 64n) invalidArgument('the bits must be 2 to 64');
          return BigInt.asIntN(64, row(x, shift(n), bits));
        },
      }),
    ],
  });
}

export const bitwiseFunctions: readonly ScalarFunction[] = [
  binary('bitwise_and', 'The bits that both numbers have.', '0', (a, b) => a & b),
  binary('bitwise_or', 'The bits that either number has.', '14', (a, b) => a | b),
  binary('bitwise_xor', 'The bits in which two numbers differ.', '14', (a, b) => a ^ b),
  shifting('bitwise_left_shift', 'The bits of a number shifted to the left, within its type.', '48', (a, n, bits) =>
    shift(n) >= bits ? 0n : a << n,
  ),
  shifting('bitwise_right_shift', 'The bits of a number shifted to the right, zeros coming in.', '3', (a, n, bits) =>
    shift(n) >= bits ? 0n : BigInt.asUintN(Number(bits), a) >> n,
  ),
  binary(
    'bitwise_right_shift_arithmetic',
    'The bits of a number shifted to the right, the sign coming in.',
    '3',
    (a, n) => a >> (shift(n) > 63n ? 63n : n),
  ),
  binary(
    'bitwise_arithmetic_shift_right',
    'The bits of a number shifted to the right, the sign coming in.',
    '3',
    (a, n) => a >> (shift(n) > 63n ? 63n : n),
  ),
  within('bitwise_logical_shift_right', 'The low bits of a number shifted to the right.', '3', (x, n, bits) =>
    n >= bits ? 0n : BigInt.asUintN(Number(bits), x) >> n,
  ),
  within('bitwise_shift_left', 'The low bits of a number shifted to the left.', '48', (x, n, bits) =>
    bits === 64n ? x << (n > 64n ? 64n : n) : BigInt.asUintN(Number(bits), x << (n > 64n ? 64n : n)),
  ),
  defineScalar({
    name: 'bitwise_not',
    category: 'math',
    summary: 'The opposite of every bit.',
    parameters: ['x'],
    examples: [{ call: 'bitwise_not(0)', result: '-1' }],
    overloads: [overload({ params: [bigint], returns: bigint, row: (x) => ~x })],
  }),
  defineScalar({
    name: 'bit_count',
    category: 'math',
    summary: 'The number of bits set in a number of so many bits (64 unless given).',
    parameters: ['x', 'bits?'],
    examples: [
      { call: 'bit_count(9, 64)', result: '2' },
      { call: 'bit_count(-7, 8)', result: '6' },
    ],
    overloads: [
      overload({ params: [bigint], returns: bigint, row: (x) => ones(BigInt.asUintN(64, x)) }),
      overload({
        params: [bigint, bigint],
        returns: bigint,
        row(x, bits) {
          if (bits < 2n || bits > 64n) invalidArgument('the bits must be 2 to 64');
          const width = Number(bits);
          if (BigInt.asIntN(width, x) !== x) invalidArgument(`${x} does not fit ${width} bits`);
          return ones(BigInt.asUintN(width, x));
        },
      }),
    ],
  }),
];

function ones(x: bigint): bigint {
  let count = 0n;
  for (let rest = x; rest > 0n; rest &= rest - 1n) count += 1n;
  return count;
}
