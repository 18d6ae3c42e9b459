import { double } from '../../types/type-descriptor.ts';
import { type AggregateFunction, defineAggregate } from '../declaration.ts';
import { recordState } from './state-encoding.ts';
import { statefulAccumulator } from './stateful.ts';

/** Joint moments of pairs, updated and merged like single moments. */
interface PairMoments {
  n: number;
  meanX: number;
  meanY: number;
  xx: number;
  yy: number;
  xy: number;
}

function mergePairs(a: PairMoments, b: PairMoments): void {
  const n = a.n + b.n;
  if (b.n === 0) return;
  const dx = b.meanX - a.meanX;
  const dy = b.meanY - a.meanY;
  const weight = (a.n * b.n) / n;
  a.xx += b.xx + dx * dx * weight;
  a.yy += b.yy + dy * dy * weight;
  a.xy += b.xy + dx * dy * weight;
  a.meanX += (dx * b.n) / n;
  a.meanY += (dy * b.n) / n;
  a.n = n;
}

function pair(name: string, summary: string, result: string, finish: (s: PairMoments) => number | null): AggregateFunction {
  return defineAggregate({
    name,
    category: 'aggregate',
    summary,
    parameters: { y: 'the dependent numbers', x: 'the independent numbers; rows where either is NULL are left out' },
    examples: [{ call: `${name}(x, 2 * x)`, result }],
    overloads: [
      {
        params: [double, double],
        returns: double,
        accumulator: ({ returns }) =>
          statefulAccumulator<PairMoments>(returns, {
            make: () => ({ n: 0, meanX: 0, meanY: 0, xx: 0, yy: 0, xy: 0 }),
            // The first argument is y, the second x, as in SQL's regression functions.
            add: (s, y, x) => mergePairs(s, { n: 1, meanX: x as number, meanY: y as number, xx: 0, yy: 0, xy: 0 }),
            merge: mergePairs,
            finish,
            encoding: recordState<PairMoments>({ n: double, meanX: double, meanY: double, xx: double, yy: double, xy: double }),
          }),
      },
    ],
  });
}

const defined = (x: number): number | null => (Number.isNaN(x) ? null : x);

export const covarPop = pair('covar_pop', 'The population covariance of two columns.', '1.33333333333', (s) => s.xy / s.n);
export const covarSamp = pair('covar_samp', 'The sample covariance of two columns; NULL for fewer than two pairs.', '2.0', (s) =>
  s.n < 2 ? null : s.xy / (s.n - 1),
);
export const corr = pair('corr', "Pearson's correlation of two columns; NULL where one does not vary.", '1.0', (s) =>
  defined(s.xy / Math.sqrt(s.xx * s.yy)),
);
export const regrSlope = pair('regr_slope', 'The slope of the least-squares line through (x, y).', '0.5', (s) => defined(s.xy / s.xx));
export const regrIntercept = pair('regr_intercept', 'Where the least-squares line through (x, y) meets the y axis.', '0.0', (s) =>
  defined(s.meanY - (s.xy / s.xx) * s.meanX),
);
