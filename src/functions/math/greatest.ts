import { T } from '../../types/type-descriptor.ts';
import { comparator } from '../../types/values.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function pick(name: string, sign: number, what: string, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary: `The ${what} of several values; NaN is ignored among other numbers.`,
    parameters: { value: 'a number, a string, a time or any other value that has an order', '…': 'more values of the same type' },
    examples: [
      { call: `${name}(2, 3, 1)`, result },
      { call: `${name}(1.5, nan())`, result: '1.5' },
      { call: `${name}(2, null)`, result: 'NULL' },
    ],
    overloads: [
      overload({
        params: [T, T],
        returns: T,
        variadic: true,
        prepare({ types }) {
          // NaN and NULL members lose.
          const compare = comparator(types[0]!, sign > 0 ? 'first' : 'last');
          return (...values: unknown[]) => values.reduce((best, value) => (sign * compare(value, best) > 0 ? value : best));
        },
      }),
    ],
  });
}

export const greatest = pick('greatest', 1, 'largest', '3');
export const least = pick('least', -1, 'smallest', '1');
