import { invalidArgument } from '../../diagnostics/row-error.ts';
import { bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { mathjs, mathjsLibrary } from './mathjs.ts';

export const specialFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'gamma',
    category: 'math',
    summary: 'The gamma function, which extends the factorial: gamma(n + 1) = n!.',
    parameters: ['x'],
    examples: [{ call: 'gamma(5)', result: '24.0' }],
    library: mathjsLibrary,
    overloads: [
      overload({
        params: [double],
        returns: double,
        row: (x) => (x <= 0 && Number.isInteger(x) ? Number.NaN : mathjs().gamma(x)),
      }),
    ],
  }),
  defineScalar({
    name: 'lgamma',
    category: 'math',
    summary: 'The natural logarithm of the gamma function, for positive numbers.',
    parameters: ['x'],
    examples: [{ call: 'lgamma(10)', result: '12.8018274801' }],
    library: mathjsLibrary,
    overloads: [
      overload({
        params: [double],
        returns: double,
        row: (x) => (x > 0 ? mathjs().lgamma(x) : invalidArgument('the number must be positive')),
      }),
    ],
  }),
  defineScalar({
    name: 'erf',
    category: 'math',
    summary: 'The error function of the normal distribution.',
    parameters: ['x'],
    examples: [{ call: 'erf(0)', result: '0.0' }],
    library: mathjsLibrary,
    overloads: [overload({ params: [double], returns: double, row: (x) => mathjs().erf(x) })],
  }),
  defineScalar({
    name: 'choose',
    category: 'math',
    summary: 'How many ways there are to choose k of n things.',
    parameters: ['n', 'k'],
    examples: [{ call: 'choose(5, 2)', result: '10.0' }],
    library: mathjsLibrary,
    overloads: [
      overload({
        params: [bigint, bigint],
        returns: double,
        row: (n, k) =>
          k < 0n || n < 0n ? invalidArgument('the numbers cannot be negative') : k > n ? 0 : mathjs().combinations(Number(n), Number(k)),
      }),
    ],
  }),
  defineScalar({
    name: 'normal_cdf',
    category: 'math',
    summary: 'The share of a normal distribution with a mean and a standard deviation that lies at or below a value.',
    parameters: ['mean', 'deviation', 'value'],
    examples: [{ call: 'normal_cdf(0, 1, 0)', result: '0.5' }],
    library: mathjsLibrary,
    overloads: [
      overload({
        params: [double, double, double],
        returns: double,
        row(mean, deviation, value) {
          if (!(deviation > 0)) invalidArgument('the standard deviation must be positive');
          const z = (value - mean) / (deviation * Math.SQRT2);
          if (Number.isNaN(z)) return Number.NaN;
          if (!Number.isFinite(z)) return z > 0 ? 1 : 0;
          return 0.5 * (1 + mathjs().erf(z));
        },
      }),
    ],
  }),
];
