import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { unary } from './unary.ts';

export const sqrt = unary(
  'sqrt',
  'The square root; NaN for negative numbers.',
  { description: 'the number' },
  [
    ['9', '3.0'],
    ['-1', 'NaN'],
  ],
  Math.sqrt,
);

export const cbrt = unary('cbrt', 'The cube root.', { description: 'the number' }, [['-27', '-3.0']], Math.cbrt);

export const exp = unary('exp', "Euler's number raised to the power x.", { description: 'the exponent' }, [['0', '1.0']], Math.exp);

export const power = defineScalar({
  name: 'power',
  aliases: ['pow'],
  category: 'math',
  summary: 'A number raised to a power, as a DOUBLE.',
  parameters: { x: 'the base', y: 'the exponent' },
  examples: [
    { call: 'power(2, 10)', result: '1024.0' },
    { call: 'power(-8, 1.0 / 3)', result: 'NaN' },
  ],
  overloads: [overload({ params: [double, double], returns: double, row: (x, y) => x ** y })],
});
