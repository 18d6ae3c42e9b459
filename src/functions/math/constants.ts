import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';

function constant(name: string, summary: string, value: number, result: string): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: {},
    examples: [{ call: `${name}()`, result }],
    overloads: [overload({ params: [], returns: double, row: () => value })],
  });
}

export const pi = constant('pi', 'The number π.', Math.PI, '3.14159265359');
export const e = constant('e', "Euler's number.", Math.E, '2.71828182846');
export const infinity = constant('infinity', 'Positive infinity.', Number.POSITIVE_INFINITY, 'Infinity');
export const nan = constant('nan', 'NaN, the DOUBLE that is not a number.', Number.NaN, 'NaN');
