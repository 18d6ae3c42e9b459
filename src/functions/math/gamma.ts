import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { mathjs, mathjsLibrary } from './mathjs.ts';

export const gamma = defineScalar({
  name: 'gamma',
  category: 'math',
  summary: 'The gamma function, which extends the factorial: gamma(n + 1) = n!. NaN for zero and negative integers.',
  parameters: { x: 'the number' },
  examples: [
    { call: 'gamma(5)', result: '24.0' },
    { call: 'gamma(-1)', result: 'NaN' },
  ],
  library: mathjsLibrary,
  overloads: [
    overload({ params: [double], returns: double, row: (x) => (x <= 0 && Number.isInteger(x) ? Number.NaN : mathjs().gamma(x)) }),
  ],
});

export const lgamma = defineScalar({
  name: 'lgamma',
  category: 'math',
  summary: 'The natural logarithm of the gamma function.',
  parameters: { x: 'the number, which must be positive' },
  examples: [
    { call: 'lgamma(10)', result: '12.8018274801' },
    { call: 'lgamma(0)', error: 'SPL2107' },
  ],
  library: mathjsLibrary,
  overloads: [
    overload({
      params: [double],
      returns: double,
      row: (x) => (x > 0 ? mathjs().lgamma(x) : invalidArgument('the number must be positive')),
    }),
  ],
});
