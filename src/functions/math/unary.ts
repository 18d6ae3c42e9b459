import { double } from '../../types/type-descriptor.ts';
import { defineScalar, type Example, overload, type ScalarFunction } from '../declaration.ts';

/** A function of one DOUBLE. */
export function unary(
  name: string,
  summary: string,
  x: { readonly description: string; readonly unit?: string },
  examples: readonly (readonly [call: string, result: string])[],
  row: (x: number) => number,
): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters: { x },
    examples: examples.map(([argument, result]): Example => ({ call: `${name}(${argument})`, result })),
    overloads: [overload({ params: [double], returns: double, row })],
  });
}
