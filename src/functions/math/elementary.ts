import { boolean, double, real } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function unary(name: string, summary: string, argument: string, result: string, row: (x: number) => number): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: ['x'],
    examples: [{ call: `${name}(${argument})`, result }],
    overloads: [overload({ params: [double], returns: double, row })],
  });
}

function test(name: string, summary: string, result: string, row: (x: number) => boolean): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: ['x'],
    examples: [{ call: `${name}(infinity())`, result }],
    overloads: [overload({ params: [double], returns: boolean, row }), overload({ params: [real], returns: boolean, row })],
  });
}

function constant(name: string, summary: string, value: number, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: [],
    examples: [{ call: `${name}()`, result }],
    overloads: [overload({ params: [], returns: double, row: () => value })],
  });
}

const radiansPerDegree = Math.PI / 180;

export const elementaryFunctions: readonly ScalarFunction[] = [
  unary('sqrt', 'The square root; NaN for negative numbers.', '9', '3.0', Math.sqrt),
  unary('cbrt', 'The cube root.', '27', '3.0', Math.cbrt),
  unary('exp', 'The power x of the number e.', '0', '1.0', Math.exp),
  unary('ln', 'The natural logarithm.', '1', '0.0', Math.log),
  unary('log2', 'The logarithm to base 2.', '8', '3.0', Math.log2),
  unary('log10', 'The logarithm to base 10.', '1000', '3.0', Math.log10),
  unary('sin', 'The sine of an angle in radians.', '0', '0.0', Math.sin),
  unary('cos', 'The cosine of an angle in radians.', '0', '1.0', Math.cos),
  unary('tan', 'The tangent of an angle in radians.', '0', '0.0', Math.tan),
  unary('asin', 'The angle with a sine.', '0', '0.0', Math.asin),
  unary('acos', 'The angle with a cosine.', '1', '0.0', Math.acos),
  unary('atan', 'The angle with a tangent.', '0', '0.0', Math.atan),
  unary('sinh', 'The hyperbolic sine.', '0', '0.0', Math.sinh),
  unary('cosh', 'The hyperbolic cosine.', '0', '1.0', Math.cosh),
  unary('tanh', 'The hyperbolic tangent.', '0', '0.0', Math.tanh),
  unary('degrees', 'Degrees of an angle in radians.', 'pi()', '180.0', (x) => x / radiansPerDegree),
  unary('radians', 'Radians of an angle in degrees.', '0', '0.0', (x) => x * radiansPerDegree),
  test('is_finite', 'Whether a number is neither infinite nor NaN.', 'false', Number.isFinite),
  test('is_infinite', 'Whether a number is infinite.', 'true', (x) => x === Number.POSITIVE_INFINITY || x === Number.NEGATIVE_INFINITY),
  test('is_nan', 'Whether a number is NaN.', 'false', Number.isNaN),
  constant('pi', 'The number π.', Math.PI, '3.14159265359'),
  constant('e', "Euler's number.", Math.E, '2.71828182846'),
  constant('infinity', 'Positive infinity.', Number.POSITIVE_INFINITY, 'Infinity'),
  constant('nan', 'The value that is no number.', Number.NaN, 'NaN'),
  defineScalar({
    name: 'atan2',
    category: 'math',
    summary: 'The angle of the point (x, y).',
    parameters: ['y', 'x'],
    examples: [{ call: 'atan2(0, 1)', result: '0.0' }],
    overloads: [overload({ params: [double, double], returns: double, row: Math.atan2 })],
  }),
  defineScalar({
    name: 'power',
    aliases: ['pow'],
    category: 'math',
    summary: 'The power y of x.',
    parameters: ['x', 'y'],
    examples: [{ call: 'power(2, 10)', result: '1024.0' }],
    overloads: [overload({ params: [double, double], returns: double, row: (x, y) => x ** y })],
  }),
  defineScalar({
    name: 'log',
    category: 'math',
    summary: 'The logarithm of x to a base.',
    parameters: ['x', 'base'],
    examples: [{ call: 'log(8, 2)', result: '3.0' }],
    overloads: [
      overload({
        params: [double, double],
        returns: double,
        row: (x, base) => (base === 2 ? Math.log2(x) : base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base)),
      }),
    ],
  }),
];
