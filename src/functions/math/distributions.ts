import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double, integer } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { incompleteGamma, inverseNormal, logGamma, regularBeta } from './incomplete.ts';

const checkPositive = (value: number, what: string): void => {
  if (!(value > 0)) invalidArgument(`${what} must be positive`);
};
const checkProbability = (p: number, open = false): void => {
  if (!(p >= 0 && (open ? p < 1 : p <= 1)))
    invalidArgument(open ? 'the probability must be at least 0 and less than 1' : 'the probability must be from 0 to 1');
};
const checkNotNegative = (value: number, what: string): void => {
  if (!(value >= 0)) invalidArgument(`${what} cannot be negative`);
};

/** The value at which a rising function reaches a probability, by halving an interval that is widened first where it has no end. */
function invert(cdf: (x: number) => number, p: number, low: number, high: number): number {
  if (p === 0) return low;
  let from = low;
  let to = Number.isFinite(high) ? high : Math.max(1, low + 1);
  if (!Number.isFinite(high)) while (cdf(to) < p && to < 1e300) to *= 2;
  for (let i = 0; i < 200 && to - from > Math.abs(to) * 1e-16; i++) {
    const middle = (from + to) / 2;
    if (middle === from || middle === to) break;
    if (cdf(middle) < p) from = middle;
    else to = middle;
  }
  return to;
}

/** The smallest integer at which a rising function reaches a probability. */
function invertWhole(cdf: (k: number) => number, p: number, max: number): number {
  let to = 1;
  while (to < max && cdf(to) < p) to *= 2;
  let from = -1;
  to = Math.min(to, max);
  while (to - from > 1) {
    const middle = Math.floor((from + to) / 2);
    if (cdf(middle) < p) from = middle;
    else to = middle;
  }
  return to;
}

const betaCdf = (a: number, b: number, x: number): number => regularBeta(x, a, b);
const chiSquaredCdf = (df: number, x: number): number => incompleteGamma(df / 2, x / 2).lower;
const poissonCdf = (lambda: number, k: number): number => incompleteGamma(Math.floor(k) + 1, lambda).upper;
const binomialCdf = (n: number, p: number, k: number): number => (k >= n ? 1 : k < 0 ? 0 : regularBeta(1 - p, n - k, k + 1));
const tCdf = (x: number, df: number): number => {
  const tail = regularBeta(df / (df + x * x), df / 2, 0.5) / 2;
  return x > 0 ? 1 - tail : tail;
};

const category = 'math';

export const distributionFunctions: readonly ScalarFunction[] = [
  defineScalar({
    name: 'beta_cdf',
    category,
    summary: 'The probability that a variable of the beta distribution is at most x.',
    parameters: {
      a: 'the first shape, which must be positive',
      b: 'the second shape, which must be positive',
      x: 'the value, from 0 to 1',
    },
    examples: [
      { call: 'beta_cdf(2, 2, 0.5)', result: '0.5' },
      { call: 'beta_cdf(0, 2, 0.5)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double, double],
        returns: double,
        row(a, b, x) {
          checkPositive(a, 'a');
          checkPositive(b, 'b');
          checkProbability(x);
          return betaCdf(a, b, x);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'inverse_beta_cdf',
    category,
    summary: 'The value that a variable of the beta distribution does not exceed with probability p.',
    parameters: {
      a: 'the first shape, which must be positive',
      b: 'the second shape, which must be positive',
      p: 'the probability, from 0 to 1',
    },
    examples: [
      { call: 'inverse_beta_cdf(2, 2, 0.5)', result: '0.5' },
      { call: 'inverse_beta_cdf(2, 2, 1.5)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double, double],
        returns: double,
        row(a, b, p) {
          checkPositive(a, 'a');
          checkPositive(b, 'b');
          checkProbability(p);
          return p === 1 ? 1 : invert((x) => betaCdf(a, b, x), p, 0, 1);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'binomial_cdf',
    category,
    summary: 'The probability of at most k successes in n independent trials.',
    parameters: {
      n: { description: 'the number of trials', unit: 'trials' },
      p: 'the probability that a trial succeeds',
      k: { description: 'the largest number of successes', unit: 'successes' },
    },
    examples: [
      { call: 'binomial_cdf(5, 0.5, 0)', result: '0.03125' },
      { call: 'binomial_cdf(0, 0.5, 0)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [integer, double, integer],
        returns: double,
        row(n, p, k) {
          if (!(n > 0)) invalidArgument('there must be at least one trial');
          checkProbability(p);
          checkNotNegative(k, 'the number of successes');
          return binomialCdf(n, p, k);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'inverse_binomial_cdf',
    category,
    summary: 'The smallest number of successes in n independent trials that is not exceeded with a probability.',
    parameters: {
      n: { description: 'the number of trials', unit: 'trials' },
      p: 'the probability that a trial succeeds',
      q: 'the probability that the result is not exceeded',
    },
    examples: [
      { call: 'inverse_binomial_cdf(20, 0.5, 0.5)', result: '10' },
      { call: 'inverse_binomial_cdf(20, 0.5, 2)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [integer, double, double],
        returns: integer,
        row(n, p, q) {
          if (!(n > 0)) invalidArgument('there must be at least one trial');
          checkProbability(p);
          checkProbability(q);
          return invertWhole((k) => binomialCdf(n, p, k), q, n);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'chi_squared_cdf',
    category,
    summary: 'The probability that a variable of the chi-squared distribution is at most x.',
    parameters: { degrees: 'the degrees of freedom, which must be positive', x: 'the value, which cannot be negative' },
    examples: [
      { call: 'chi_squared_cdf(2, 0)', result: '0.0' },
      { call: 'chi_squared_cdf(0, 1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double],
        returns: double,
        row(degrees, x) {
          checkPositive(degrees, 'the degrees of freedom');
          checkNotNegative(x, 'x');
          return chiSquaredCdf(degrees, x);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'inverse_chi_squared_cdf',
    category,
    summary: 'The value that a variable of the chi-squared distribution does not exceed with probability p.',
    parameters: { degrees: 'the degrees of freedom, which must be positive', p: 'the probability, at least 0 and less than 1' },
    examples: [
      { call: 'inverse_chi_squared_cdf(3, 0)', result: '0.0' },
      { call: 'inverse_chi_squared_cdf(3, 1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double],
        returns: double,
        row(degrees, p) {
          checkPositive(degrees, 'the degrees of freedom');
          checkProbability(p, true);
          return invert((x) => chiSquaredCdf(degrees, x), p, 0, Number.POSITIVE_INFINITY);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'inverse_normal_cdf',
    category,
    summary: 'The value that a normal variable does not exceed with probability p.',
    parameters: {
      mean: 'the mean of the distribution',
      deviation: 'its standard deviation, which must be positive',
      p: 'the probability, between 0 and 1',
    },
    examples: [
      { call: 'inverse_normal_cdf(0, 1, 0.5)', result: '0.0' },
      { call: 'inverse_normal_cdf(0, 1, 1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double, double],
        returns: double,
        row(mean, deviation, p) {
          checkPositive(deviation, 'the standard deviation');
          if (!(p > 0 && p < 1)) invalidArgument('the probability must be between 0 and 1');
          return mean + deviation * inverseNormal(p);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'poisson_cdf',
    category,
    summary: 'The probability of at most k events of the Poisson distribution.',
    parameters: {
      lambda: { description: 'the expected number, which must be positive', unit: 'events' },
      k: { description: 'the largest number', unit: 'events' },
    },
    examples: [
      { call: 'poisson_cdf(3, 0)', result: '0.0497870683679' },
      { call: 'poisson_cdf(3, -1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, integer],
        returns: double,
        row(lambda, k) {
          checkPositive(lambda, 'lambda');
          checkNotNegative(k, 'the number of events');
          return poissonCdf(lambda, k);
        },
      }),
    ],
  }),
  defineScalar({
    name: 'inverse_poisson_cdf',
    category,
    summary: 'The smallest number of events of the Poisson distribution that is not exceeded with probability p.',
    parameters: {
      lambda: { description: 'the expected number, which must be positive', unit: 'events' },
      p: 'the probability, at least 0 and less than 1',
    },
    examples: [
      { call: 'inverse_poisson_cdf(3, 0.95)', result: '6' },
      { call: 'inverse_poisson_cdf(3, 1)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double],
        returns: integer,
        row(lambda, p) {
          checkPositive(lambda, 'lambda');
          checkProbability(p, true);
          return invertWhole((k) => poissonCdf(lambda, k), p, 2 ** 31 - 1);
        },
      }),
    ],
  }),
  defineScalar({
    name: 't_cdf',
    category,
    summary: "The probability that a variable of Student's t distribution is at most x.",
    parameters: { x: 'the value', degrees: 'the degrees of freedom, which must be positive' },
    examples: [
      { call: 't_cdf(0, 5)', result: '0.5' },
      { call: 't_cdf(0, 0)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double],
        returns: double,
        row(x, degrees) {
          checkPositive(degrees, 'the degrees of freedom');
          return tCdf(x, degrees);
        },
      }),
    ],
  }),
  defineScalar({
    name: 't_pdf',
    category,
    summary: "The density of Student's t distribution at x.",
    parameters: { x: 'the value', degrees: 'the degrees of freedom, which must be positive' },
    examples: [
      { call: 't_pdf(0, 1)', result: '0.318309886184' },
      { call: 't_pdf(0, 0)', error: 'SPL2107' },
    ],
    overloads: [
      overload({
        params: [double, double],
        returns: double,
        row(x, degrees) {
          checkPositive(degrees, 'the degrees of freedom');
          return tDensity(x, degrees);
        },
      }),
    ],
  }),
];

function tDensity(x: number, df: number): number {
  // The density of t is the slope of its distribution function, which the beta function gives without cancellation.
  const log = logBetaHalf(df / 2);
  return Math.exp(-((df + 1) / 2) * Math.log1p((x * x) / df) - log) / Math.sqrt(df);
}

/** log B(a, 1/2), by the identity B(a, 1/2) = 2 ∫ sin^(2a-1), through lgamma. */
function logBetaHalf(a: number): number {
  return logGamma(a) + 0.5 * Math.log(Math.PI) - logGamma(a + 0.5);
}
