import { boolean, double, real, typeClass } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

const floating = typeClass('floating', [double, real]);

function test(
  name: string,
  summary: string,
  results: readonly [finite: string, infinite: string, nan: string],
  row: (x: number) => boolean,
): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: { x: 'the number' },
    examples: ['1', 'infinity()', 'nan()'].map((x, i) => ({ call: `${name}(${x})`, result: results[i]! })),
    overloads: [overload({ params: [floating], returns: boolean, row })],
  });
}

export const isFinite = test('is_finite', 'Whether a number is neither infinite nor NaN.', ['true', 'false', 'false'], Number.isFinite);
export const isInfinite = test(
  'is_infinite',
  'Whether a number is positive or negative infinity.',
  ['false', 'true', 'false'],
  (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY,
);
export const isNan = test('is_nan', 'Whether a number is NaN.', ['false', 'false', 'true'], Number.isNaN);
