import { invalidArgument } from '../../diagnostics/row-error.ts';
import { double, integer, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { incompleteGamma, inverseNormal, logGamma, regularBeta } from './incomplete.ts';

const positive = (value: number, what: string): void => {
  if (!(value > 0)) invalidArgument(`${what} must be positive`);
};
const share = (p: number, open = false): void => {
  if (!(p >= 0 && (open ? p < 1 : p <= 1))) invalidArgument(`a probability is from 0 to 1${open ? ', less than 1' : ''}`);
};
const whole = (value: number, what: string): void => {
  if (!(value >= 0)) invalidArgument(`${what} cannot be negative`);
};

/** The value at which a rising function reaches a share, by halving an interval that is widened first where it has no end. */
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

/** The smallest whole number at which a rising function reaches a share. */
function invertWhole(cdf: (k: number) => number, p: number, most: number): number {
  let to = 1;
  while (to < most && cdf(to) < p) to *= 2;
  let from = -1;
  to = Math.min(to, most);
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

function distribution<A extends readonly TypeDescriptor<number>[], R>(
  name: string,
  summary: string,
  parameters: readonly string[],
  example: readonly [string, string],
  params: A,
  returns: TypeDescriptor<R>,
  row: (...args: number[]) => R,
): ScalarFunction {
  return defineScalar({
    name,
    category: 'math',
    summary,
    parameters,
    examples: [{ call: `${name}(${example[0]})`, result: example[1] }],
    overloads: [overload({ params: params as readonly TypeDescriptor<number>[], returns, row: row as (...args: readonly number[]) => R })],
  });
}

const reached = 'The value below which a share';

export const distributionFunctions: readonly ScalarFunction[] = [
  distribution(
    'beta_cdf',
    'The share of a beta distribution with a and b that lies below x.',
    ['a', 'b', 'x'],
    ['2, 2, 0.5', '0.5'],
    [double, double, double],
    double,
    (a, b, x) => {
      positive(a!, 'a');
      positive(b!, 'b');
      share(x!);
      return betaCdf(a!, b!, x!);
    },
  ),
  distribution(
    'inverse_beta_cdf',
    `${reached} p of a beta distribution with a and b lies.`,
    ['a', 'b', 'p'],
    ['2, 2, 0.5', '0.5'],
    [double, double, double],
    double,
    (a, b, p) => {
      positive(a!, 'a');
      positive(b!, 'b');
      share(p!);
      return p === 1 ? 1 : invert((x) => betaCdf(a!, b!, x), p!, 0, 1);
    },
  ),
  distribution(
    'binomial_cdf',
    'The chance of at most k successes in n trials that succeed with probability p.',
    ['n', 'p', 'k'],
    ['5, 0.5, 0', '0.03125'],
    [integer, double, integer],
    double,
    (n, p, k) => {
      if (!(n! > 0)) invalidArgument('there must be a trial');
      share(p!);
      whole(k!, 'the number of successes');
      return binomialCdf(n!, p!, k!);
    },
  ),
  distribution(
    'inverse_binomial_cdf',
    'The smallest number of successes in n trials that is not exceeded with probability share.',
    ['n', 'p', 'share'],
    ['20, 0.5, 0.5', '10'],
    [integer, double, double],
    integer,
    (n, p, q) => {
      if (!(n! > 0)) invalidArgument('there must be a trial');
      share(p!);
      share(q!);
      return invertWhole((k) => binomialCdf(n!, p!, k), q!, n!);
    },
  ),
  distribution(
    'chi_squared_cdf',
    'The share of a chi-squared distribution that lies below x.',
    ['degrees', 'x'],
    ['2, 0', '0.0'],
    [double, double],
    double,
    (df, x) => {
      positive(df!, 'the degrees of freedom');
      whole(x!, 'x');
      return chiSquaredCdf(df!, x!);
    },
  ),
  distribution(
    'inverse_chi_squared_cdf',
    `${reached} p of a chi-squared distribution lies.`,
    ['degrees', 'p'],
    ['3, 0', '0.0'],
    [double, double],
    double,
    (df, p) => {
      positive(df!, 'the degrees of freedom');
      share(p!, true);
      return invert((x) => chiSquaredCdf(df!, x), p!, 0, Number.POSITIVE_INFINITY);
    },
  ),
  distribution(
    'inverse_normal_cdf',
    `${reached} p of a normal distribution with a mean and a standard deviation lies.`,
    ['mean', 'deviation', 'p'],
    ['0, 1, 0.5', '0.0'],
    [double, double, double],
    double,
    (mean, deviation, p) => {
      positive(deviation!, 'the standard deviation');
      if (!(p! > 0 && p! < 1)) invalidArgument('the probability is between 0 and 1');
      return mean! + deviation! * inverseNormal(p!);
    },
  ),
  distribution(
    'poisson_cdf',
    'The chance of at most k events where lambda are expected.',
    ['lambda', 'k'],
    ['3, 0', '0.0497870683679'],
    [double, integer],
    double,
    (lambda, k) => {
      positive(lambda!, 'lambda');
      whole(k!, 'the number of events');
      return poissonCdf(lambda!, k!);
    },
  ),
  distribution(
    'inverse_poisson_cdf',
    'The smallest number of events that is not exceeded with probability p where lambda are expected.',
    ['lambda', 'p'],
    ['3, 0.95', '6'],
    [double, double],
    integer,
    (lambda, p) => {
      positive(lambda!, 'lambda');
      share(p!, true);
      return invertWhole((k) => poissonCdf(lambda!, k), p!, 2 ** 31 - 1);
    },
  ),
  distribution(
    't_cdf',
    "The share of Student's t distribution that lies below x.",
    ['x', 'degrees'],
    ['0, 5', '0.5'],
    [double, double],
    double,
    (x, df) => {
      positive(df!, 'the degrees of freedom');
      return tCdf(x!, df!);
    },
  ),
  distribution(
    't_pdf',
    "The density of Student's t distribution at x.",
    ['x', 'degrees'],
    ['0, 1', '0.318309886184'],
    [double, double],
    double,
    (x, df) => {
      positive(df!, 'the degrees of freedom');
      return tDensity(x!, df!);
    },
  ),
];

function tDensity(x: number, df: number): number {
  // The density of t is the slope of its share, which the beta function gives without cancellation.
  const log = logBetaHalf(df / 2);
  return Math.exp(-((df + 1) / 2) * Math.log1p((x * x) / df) - log) / Math.sqrt(df);
}

/** log B(a, 1/2), by the identity B(a, 1/2) = 2 ∫ sin^(2a-1), through lgamma. */
function logBetaHalf(a: number): number {
  return logGamma(a) + 0.5 * Math.log(Math.PI) - logGamma(a + 0.5);
}
