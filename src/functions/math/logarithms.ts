import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { unary } from './unary.ts';

const positive = { description: 'the number; 0 gives -Infinity, negative numbers give NaN' };

export const ln = unary(
  'ln',
  'The natural logarithm.',
  positive,
  [
    ['e()', '1.0'],
    ['0', '-Infinity'],
    ['-1', 'NaN'],
  ],
  Math.log,
);
export const log2 = unary('log2', 'The logarithm to base 2.', positive, [['8', '3.0']], Math.log2);
export const log10 = unary('log10', 'The logarithm to base 10.', positive, [['1000', '3.0']], Math.log10);

export const log = defineScalar({
  name: 'log',
  category: 'math',
  summary: 'The logarithm of a number to any base.',
  parameters: { x: positive, base: 'the base' },
  examples: [{ call: 'log(8, 2)', result: '3.0' }],
  overloads: [
    overload({
      params: [double, double],
      returns: double,
      row: (x, base) => (base === 2 ? Math.log2(x) : base === 10 ? Math.log10(x) : Math.log(x) / Math.log(base)),
    }),
  ],
});
