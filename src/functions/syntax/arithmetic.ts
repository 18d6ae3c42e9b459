import { divisionByZero } from '../../diagnostics/row-error.ts';
import { isInteger } from '../../types/data-type.ts';
import { type KindOf, numeric } from '../../types/type-descriptor.ts';
import { defineScalar, type Overload, overload } from '../declaration.ts';
import { overJson } from './exact-arithmetic.ts';
import { additions, negations, products, quotients, subtractions } from './interval-arithmetic.ts';

type Numeric = typeof numeric;

/** What an operation does to numbers; a result that its type cannot hold fails when it becomes a cell. */
interface Meaning {
  readonly double: (a: number, b: number) => number;
  /** Over the integers that JavaScript holds as numbers; `double` unless given. */
  readonly small?: (a: number, b: number) => number;
  readonly bigint: (a: bigint, b: bigint) => bigint;
  readonly batch: NonNullable<Overload<readonly [Numeric, Numeric], number | bigint, KindOf<Numeric>>['batch']>;
}

type Operation = (a: number | bigint, b: number | bigint) => number | bigint;

/** One overload over all numbers: its class gives both sides the type of the result. */
function numbers({ double, small = double, bigint, batch }: Meaning): Overload {
  return overload({
    params: [numeric, numeric],
    returns: numeric,
    prepare: ({ returns }) => (returns.kind === 'bigint' ? bigint : isInteger(returns) ? small : double) as Operation, // by the type of the call
    batch,
  });
}

const parameters = {
  left: 'a number; for + - * / also a time or an interval',
  right: 'a number, or what can be added to, taken from, multiplied or divided with the left side',
};

export const add = defineScalar({
  name: '+',
  category: 'operator',
  notation: { infix: '+' },
  summary: 'Adds two numbers, or moves a time by an interval; fails where the type cannot hold the sum.',
  parameters,
  examples: [
    { call: '1 + 2', result: '3' },
    { call: '0.5 + 1', result: '1.5' },
    { call: "date '2024-01-31' + interval '1' month", result: '2024-02-29' },
    { call: '1 + null', result: 'NULL' },
    { call: '9223372036854775807 + 1', error: 'SPL2107' },
  ],
  overloads: [
    numbers({
      double: (a, b) => a + b,
      bigint: (a, b) => a + b,
      batch: {
        integer(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const sum = a[i]! + b[i]!;
            out[i] = sum;
            if (sum !== (sum | 0)) defer(i);
          }
        },
        bigint(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const x = a[i]!;
            const y = b[i]!;
            const sum = BigInt.asIntN(64, x + y);
            out[i] = sum;
            if (((x ^ sum) & (y ^ sum)) < 0n) defer(i);
          }
        },
        double(out, _, a, b) {
          for (let i = 0; i < out.length; i++) out[i] = a[i]! + b[i]!;
        },
      },
    }),
    ...additions,
  ],
});

export const subtract = defineScalar({
  name: '-',
  category: 'operator',
  notation: { infix: '-' },
  summary: 'Subtracts the second number from the first, moves a time back by an interval, or gives the interval between two times.',
  parameters,
  examples: [
    { call: '5 - 7', result: '-2' },
    { call: "date '2024-03-01' - date '2024-02-01'", result: '29 00:00:00.000' },
    { call: '5 - null', result: 'NULL' },
    { call: `json '1734398340123457001' - json '1734398340123456789'`, result: '212.0' },
  ],
  overloads: [
    numbers({
      double: (a, b) => a - b,
      bigint: (a, b) => a - b,
      batch: {
        integer(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const difference = a[i]! - b[i]!;
            out[i] = difference;
            if (difference !== (difference | 0)) defer(i);
          }
        },
        bigint(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const x = a[i]!;
            const y = b[i]!;
            const difference = BigInt.asIntN(64, x - y);
            out[i] = difference;
            if (((x ^ y) & (x ^ difference)) < 0n) defer(i);
          }
        },
        double(out, _, a, b) {
          for (let i = 0; i < out.length; i++) out[i] = a[i]! - b[i]!;
        },
      },
    }),
    overJson(
      (a, b) => a - b,
      (a, b) => a - b,
    ),
    ...subtractions,
  ],
});

export const multiply = defineScalar({
  name: '*',
  category: 'operator',
  notation: { infix: '*' },
  summary: 'Multiplies two numbers, or an interval by a number; fails where the type cannot hold the product.',
  parameters,
  examples: [
    { call: '6 * 7', result: '42' },
    { call: "interval '90' minute * 2", result: '0 03:00:00.000' },
    { call: '2147483647 * 2', error: 'SPL2107' },
  ],
  overloads: [
    numbers({
      double: (a, b) => a * b,
      bigint: (a, b) => a * b,
      batch: {
        integer(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const product = a[i]! * b[i]!;
            out[i] = product;
            if (!(product >= -2147483648 && product <= 2147483647)) defer(i);
          }
        },
        bigint(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const x = a[i]!;
            const y = b[i]!;
            const product = BigInt.asIntN(64, x * y);
            out[i] = product;
            // Exact while both fit 31 bits; beyond, the quotient tells.
            if (x !== 0n && (x > 2147483647n || x < -2147483648n || y > 2147483647n || y < -2147483648n) && x * y !== product) defer(i);
          }
        },
        double(out, _, a, b) {
          for (let i = 0; i < out.length; i++) out[i] = a[i]! * b[i]!;
        },
      },
    }),
    ...products,
  ],
});

export const divide = defineScalar({
  name: '/',
  category: 'operator',
  notation: { infix: '/' },
  summary: 'Divides two numbers, or an interval by a number; integers are truncated toward zero and fail on zero, doubles follow IEEE 754.',
  parameters,
  examples: [
    { call: '7 / 2', result: '3' },
    { call: '-7 / 2', result: '-3' },
    { call: '1e0 / 0', result: 'Infinity' },
    { call: '1 / 0', error: 'SPL2107' },
  ],
  overloads: [
    numbers({
      double: (a, b) => a / b,
      small: (a, b) => (b === 0 ? divisionByZero() : Math.trunc(a / b)),
      bigint: (a, b) => (b === 0n ? divisionByZero() : a / b),
      batch: {
        bigint(out, defer, a, b) {
          for (let i = 0; i < out.length; i++) {
            const y = b[i]!;
            if (y === 0n || y === -1n) defer(i);
            else out[i] = a[i]! / y;
          }
        },
        double(out, _, a, b) {
          for (let i = 0; i < out.length; i++) out[i] = a[i]! / b[i]!;
        },
      },
    }),
    ...quotients,
  ],
});

const remainders: readonly Overload[] = [
  numbers({
    double: (a, b) => a % b,
    small: (a, b) => (b === 0 ? divisionByZero() : a % b),
    bigint: (a, b) => (b === 0n ? divisionByZero() : a % b),
    batch: {
      bigint(out, defer, a, b) {
        for (let i = 0; i < out.length; i++) {
          const y = b[i]!;
          if (y === 0n) defer(i);
          else out[i] = a[i]! % y;
        }
      },
      double(out, _, a, b) {
        for (let i = 0; i < out.length; i++) out[i] = a[i]! % b[i]!;
      },
    },
  }),
];

const remainderParameters = {
  left: 'the number that is divided',
  right: 'the number it is divided by; zero fails for integers and gives NaN for doubles',
};

export const modulus = defineScalar({
  name: '%',
  category: 'operator',
  notation: { infix: '%' },
  summary: 'The remainder of a division, with the sign of the dividend.',
  parameters: remainderParameters,
  examples: [
    { call: '7 % 3', result: '1' },
    { call: '-7 % 3', result: '-1' },
    { call: '7 % 0', error: 'SPL2107' },
    { call: `json '9007199254740993' % 10`, result: '3.0' },
  ],
  overloads: [
    ...remainders,
    overJson(
      (a, b) => a % b,
      (a, b) => a % b,
    ),
  ],
});

export const mod = defineScalar({
  name: 'mod',
  category: 'math',
  summary: 'The remainder of a division, with the sign of the dividend; the same as `%`.',
  parameters: remainderParameters,
  examples: [
    { call: 'mod(-7, 3)', result: '-1' },
    { call: 'mod(5.5, 2)', result: '1.5' },
    { call: 'mod(7, 0)', error: 'SPL2107' },
  ],
  overloads: remainders,
});

export const negate = defineScalar({
  name: 'negate',
  category: 'operator',
  notation: { prefix: '-' },
  summary: 'Changes the sign of a number or an interval; written as a minus before it.',
  parameters: { value: 'a number or an interval' },
  examples: [
    { call: '-(2 + 3)', result: '-5' },
    { call: "-interval '1' day", result: '-1 00:00:00.000' },
  ],
  overloads: [overload({ params: [numeric], returns: numeric, row: (value) => -value }), ...negations],
});
