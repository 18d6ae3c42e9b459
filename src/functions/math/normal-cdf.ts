import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { erfc } from './error-function.ts';

export const normalCdf = defineScalar({
  name: 'normal_cdf',
  category: 'math',
  summary: 'The probability that a normal variable is at most a value, exact far out in the lower tail too.',
  parameters: {
    mean: 'the mean of the distribution',
    deviation: 'its standard deviation, which must be positive',
    value: 'the value',
  },
  examples: [
    { call: 'normal_cdf(0, 1, 0)', result: '0.5' },
    { call: 'normal_cdf(0, 1, -8)', result: '6.22096057427E-16' },
    { call: 'normal_cdf(0, 1, null)', result: 'NULL' },
    { call: 'normal_cdf(0, 0, 1)', error: 'SPL2107' },
  ],
  overloads: [
    overload({
      params: [double, double, double],
      returns: double,
      row(mean, deviation, value) {
        if (!(deviation > 0)) invalidArgument('the standard deviation must be positive');
        return 0.5 * erfc((mean - value) / (deviation * Math.SQRT2));
      },
    }),
  ],
});
