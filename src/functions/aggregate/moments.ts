import { double } from '../../types/type-descriptor.ts';
import { type AggregateFunction, defineAggregate } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';
import { SecondMoment } from './variance.ts';

/** Central moments, updated one value at a time and merged (Pébay 2008, “Formulas for robust, one-pass parallel computation of covariances and arbitrary-order statistical moments”). */
export interface Moments {
  n: number;
  mean: number;
  m2: number;
  m3: number;
  m4: number;
}

export function emptyMoments(): Moments {
  return { n: 0, mean: 0, m2: 0, m3: 0, m4: 0 };
}

export function addMoment(s: Moments, x: number): void {
  mergeMoments(s, { n: 1, mean: x, m2: 0, m3: 0, m4: 0 });
}

export function mergeMoments(a: Moments, b: Moments): void {
  const n = a.n + b.n;
  if (b.n === 0) return;
  const d = b.mean - a.mean;
  const dn = d / n;
  const product = a.n * b.n;
  const m4 =
    a.m4 +
    b.m4 +
    d * dn ** 3 * product * (a.n * a.n - product + b.n * b.n) +
    6 * dn * dn * (a.n * a.n * b.m2 + b.n * b.n * a.m2) +
    4 * dn * (a.n * b.m3 - b.n * a.m3);
  const m3 = a.m3 + b.m3 + d * dn * dn * product * (a.n - b.n) + 3 * dn * (a.n * b.m2 - b.n * a.m2);
  a.m2 += b.m2 + d * dn * product;
  a.mean += dn * b.n;
  a.m3 = m3;
  a.m4 = m4;
  a.n = n;
}

function moment(name: string, summary: string, result: string, finish: (s: Moments) => number | null): AggregateFunction {
  return defineAggregate({
    name,
    category: 'aggregate',
    summary,
    parameters: { value: 'the numbers; NULLs are left out' },
    examples: [{ call: `${name}(x)`, result }],
    overloads: [
      {
        params: [double],
        returns: double,
        accumulator: ({ returns }) =>
          statefulAccumulator<Moments>(returns, {
            make: emptyMoments,
            add: (s, x) => addMoment(s, x as number),
            merge: mergeMoments,
            // Beside an infinite value the sums depend on the order of the rows; no moment is a number there.
            finish(s) {
              const value = finish(s);
              return value === null || Number.isFinite(s.mean) ? value : Number.NaN;
            },
            encoding: recordState<Moments>({ n: double, mean: double, m2: double, m3: double, m4: double }),
          }),
      },
    ],
  });
}

function spread(
  name: string,
  summary: string,
  result: string,
  finish: (n: number, m2: number) => number | null,
  aliases: readonly string[],
): AggregateFunction {
  return defineAggregate({
    name,
    aliases,
    category: 'aggregate',
    summary,
    parameters: { value: 'the numbers; NULLs are left out' },
    examples: [{ call: `${name}(x)`, result }],
    overloads: [{ params: [double], returns: double, accumulator: ({ returns }) => new SecondMoment(returns, finish) }],
  });
}

export const variance = spread(
  'variance',
  'The sample variance (divided by n - 1); NULL for fewer than two values.',
  '1.0',
  (n, m2) => (n < 2 ? null : m2 / (n - 1)),
  ['var_samp'],
);
export const varPop = spread('var_pop', 'The population variance (divided by n).', '0.666666666667', (n, m2) => m2 / n, ['variancep']);
export const stddev = spread(
  'stddev',
  'The sample standard deviation; NULL for fewer than two values.',
  '1.0',
  (n, m2) => (n < 2 ? null : Math.sqrt(m2 / (n - 1))),
  ['stddev_samp', 'stdev'],
);
export const stddevPop = spread('stddev_pop', 'The population standard deviation.', '0.816496580928', (n, m2) => Math.sqrt(m2 / n), [
  'stdevp',
]);
export const skewness = moment('skewness', 'The skewness: 0 for a symmetric distribution; NULL for fewer than three values.', '0.0', (s) =>
  s.n < 3 ? null : (Math.sqrt(s.n) * s.m3) / s.m2 ** 1.5,
);
export const kurtosis = moment(
  'kurtosis',
  'The excess kurtosis, corrected for the sample size; NULL for fewer than four values.',
  'NULL',
  ({ n, m2, m4 }) =>
    n < 4 ? null : (((n - 1) * n * (n + 1)) / ((n - 2) * (n - 3))) * (m4 / (m2 * m2)) - (3 * (n - 1) * (n - 1)) / ((n - 2) * (n - 3)),
);
