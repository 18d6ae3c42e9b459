import { divisionByZero, outOfRange } from '../../diagnostics/row-error.ts';
import { bigint, double, integer, real } from '../../types/type-descriptor.ts';
import { type BatchKernel, defineScalar, type Overload, overload } from '../declaration.ts';
import { inBigintRange, inRange, smallIntegers } from '../integers.ts';
import { additions, negations, products, quotients, subtractions } from './interval-arithmetic.ts';

const parameters = ['left', 'right'];

/** The overloads over the integers that JavaScript holds as numbers. */
function small(compute: (a: number, b: number) => number, batch?: BatchKernel<readonly [Int, Int], 'integer'>): Overload[] {
  return smallIntegers.map((type) =>
    type.token === integer && batch
      ? overload({ params: [integer, integer], returns: integer, row: (a, b) => inRange(compute(a, b), type), batch })
      : overload({ params: [type.token, type.token], returns: type.token, row: (a, b) => inRange(compute(a, b), type) }),
  );
}

type Int = typeof integer;

export const add = defineScalar({
  name: '+',
  category: 'operator',
  summary: 'Adds two numbers; fails where the type cannot hold the sum.',
  parameters,
  examples: [
    { call: '1 + 2', result: '3' },
    { call: '0.5 + 1', result: '1.5' },
  ],
  overloads: [
    ...small(
      (a, b) => a + b,
      (out, defer, a, b) => {
        for (let i = 0; i < out.length; i++) {
          const sum = a[i]! + b[i]!;
          out[i] = sum;
          if (sum !== (sum | 0)) defer(i);
        }
      },
    ),
    overload({
      params: [bigint, bigint],
      returns: bigint,
      row: (a, b) => inBigintRange(a + b),
      batch(out, defer, a, b) {
        for (let i = 0; i < out.length; i++) {
          const x = a[i]!;
          const y = b[i]!;
          const sum = BigInt.asIntN(64, x + y);
          out[i] = sum;
          if (((x ^ sum) & (y ^ sum)) < 0n) defer(i);
        }
      },
      sql: '$1 + $2',
    }),
    overload({ params: [real, real], returns: real, row: (a, b) => Math.fround(a + b) }),
    overload({
      params: [double, double],
      returns: double,
      row: (a, b) => a + b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!;
      },
      sql: '$1 + $2',
    }),
    ...additions,
  ],
});

export const subtract = defineScalar({
  name: '-',
  category: 'operator',
  summary: 'Subtracts the second number from the first; fails where the type cannot hold the difference.',
  parameters,
  examples: [{ call: '5 - 7', result: '-2' }],
  overloads: [
    ...small(
      (a, b) => a - b,
      (out, defer, a, b) => {
        for (let i = 0; i < out.length; i++) {
          const difference = a[i]! - b[i]!;
          out[i] = difference;
          if (difference !== (difference | 0)) defer(i);
        }
      },
    ),
    overload({
      params: [bigint, bigint],
      returns: bigint,
      row: (a, b) => inBigintRange(a - b),
      batch(out, defer, a, b) {
        for (let i = 0; i < out.length; i++) {
          const x = a[i]!;
          const y = b[i]!;
          const difference = BigInt.asIntN(64, x - y);
          out[i] = difference;
          if (((x ^ y) & (x ^ difference)) < 0n) defer(i);
        }
      },
      sql: '$1 - $2',
    }),
    overload({ params: [real, real], returns: real, row: (a, b) => Math.fround(a - b) }),
    overload({
      params: [double, double],
      returns: double,
      row: (a, b) => a - b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!;
      },
      sql: '$1 - $2',
    }),
    ...subtractions,
  ],
});

export const multiply = defineScalar({
  name: '*',
  category: 'operator',
  summary: 'Multiplies two numbers; fails where the type cannot hold the product.',
  parameters,
  examples: [{ call: '6 * 7', result: '42' }],
  overloads: [
    ...small(
      (a, b) => a * b,
      (out, defer, a, b) => {
        for (let i = 0; i < out.length; i++) {
          const product = a[i]! * b[i]!;
          out[i] = product;
          if (!(product >= -2147483648 && product <= 2147483647)) defer(i);
        }
      },
    ),
    overload({
      params: [bigint, bigint],
      returns: bigint,
      row: (a, b) => inBigintRange(a * b),
      batch(out, defer, a, b) {
        for (let i = 0; i < out.length; i++) {
          const x = a[i]!;
          const y = b[i]!;
          const product = BigInt.asIntN(64, x * y);
          out[i] = product;
          // Exact while both fit 31 bits; beyond, the quotient tells.
          if (x !== 0n && (x > 2147483647n || x < -2147483648n || y > 2147483647n || y < -2147483648n) && x * y !== product) defer(i);
        }
      },
      sql: '$1 * $2',
    }),
    overload({ params: [real, real], returns: real, row: (a, b) => Math.fround(a * b) }),
    overload({
      params: [double, double],
      returns: double,
      row: (a, b) => a * b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
      },
      sql: '$1 * $2',
    }),
    ...products,
  ],
});

export const divide = defineScalar({
  name: '/',
  category: 'operator',
  summary: 'Divides two numbers; integers are cut toward zero and fail on zero, doubles follow IEEE 754.',
  parameters,
  examples: [
    { call: '7 / 2', result: '3' },
    { call: '-7 / 2', result: '-3' },
    { call: '1e0 / 0', result: 'Infinity' },
  ],
  overloads: [
    ...small((a, b) => (b === 0 ? divisionByZero() : Math.trunc(a / b))),
    overload({
      params: [bigint, bigint],
      returns: bigint,
      row: (a, b) => (b === 0n ? divisionByZero() : inBigintRange(a / b)),
      batch(out, defer, a, b) {
        for (let i = 0; i < out.length; i++) {
          const y = b[i]!;
          if (y === 0n || y === -1n) defer(i);
          else out[i] = a[i]! / y;
        }
      },
    }),
    overload({ params: [real, real], returns: real, row: (a, b) => Math.fround(a / b) }),
    overload({
      params: [double, double],
      returns: double,
      row: (a, b) => a / b,
      batch(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! / b[i]!;
      },
    }),
    ...quotients,
  ],
});

const remainders: readonly Overload[] = [
  ...small((a, b) => (b === 0 ? divisionByZero() : a % b)),
  overload({
    params: [bigint, bigint],
    returns: bigint,
    row: (a, b) => (b === 0n ? divisionByZero() : a % b),
    batch(out, defer, a, b) {
      for (let i = 0; i < out.length; i++) {
        const y = b[i]!;
        if (y === 0n) defer(i);
        else out[i] = a[i]! % y;
      }
    },
  }),
  overload({ params: [real, real], returns: real, row: (a, b) => Math.fround(a % b) }),
  overload({
    params: [double, double],
    returns: double,
    row: (a, b) => a % b,
    batch(out, _, a, b) {
      for (let i = 0; i < out.length; i++) out[i] = a[i]! % b[i]!;
    },
  }),
];

export const modulus = defineScalar({
  name: '%',
  category: 'operator',
  summary: 'The remainder of a division, with the sign of the dividend.',
  parameters,
  examples: [
    { call: '7 % 3', result: '1' },
    { call: '-7 % 3', result: '-1' },
  ],
  overloads: remainders,
});

export const mod = defineScalar({
  name: 'mod',
  category: 'math',
  summary: 'The remainder of a division, with the sign of the dividend; the same as `%`.',
  parameters,
  examples: [{ call: 'mod(-7, 3)', result: '-1' }],
  overloads: remainders,
});

export const negate = defineScalar({
  name: 'negate',
  category: 'operator',
  summary: 'Unary minus.',
  parameters: ['value'],
  examples: [{ call: '-(2 + 3)', result: '-5' }],
  overloads: [
    ...smallIntegers.map((type) => overload({ params: [type.token], returns: type.token, row: (a) => inRange(-a, type) })),
    overload({
      params: [bigint],
      returns: bigint,
      row: (a) => (a === -(2n ** 63n) ? outOfRange(`${-a} does not fit BIGINT`) : -a),
    }),
    overload({ params: [real], returns: real, row: (a) => -a }),
    overload({ params: [double], returns: double, row: (a) => -a }),
    ...negations,
  ],
});
