import { SeriesFailure } from './failure.ts';
import { chooseScale } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { fitLine } from './line-fit.ts';
import { momentsOf } from './moments.ts';
import { median } from './order-statistics.ts';
import { correlationAt, detectPeriods } from './periods.ts';

/** A period in points and how well the series repeats at it, 0 to 1. */
export interface ScoredPeriod {
  readonly length: number;
  readonly score: number;
}

/** Kusto's bounds: at least four points and at most half of the series. */
const possible = (period: number, n: number): boolean => period >= 4 && period <= n / 2;

/**
 * The periods of a series (NaN marks gaps) within bounds, the surest first. The score is the unbiased autocorrelation at the period, which
 * stands for Kusto's unpublished one.
 */
export function scorePeriods(values: Float64Array, least: number, most: number): ScoredPeriod[] {
  const filled = fillLinear(values);
  const scaled = filled.map(chooseScale(filled).forward);
  return detectPeriods(scaled)
    .filter(({ length }) => possible(length, values.length) && length >= least && length <= most)
    .map(({ length }) => ({ length, score: correlationAt(scaled, length) }))
    .filter(({ score }) => score > 0);
}

/** The score of one period; 0 for one that cannot be or that noise alone could give. */
export function validatePeriod(values: Float64Array, period: number): number {
  if (!Number.isInteger(period) || !possible(period, values.length)) return 0;
  const filled = fillLinear(values);
  const score = correlationAt(filled.map(chooseScale(filled).forward), period);
  return score > 3 / Math.sqrt(values.length - period) ? score : 0;
}

/** The medians of the phases, for every place of the series; learnt from the first `learnt` points. */
export function phaseMedians(values: Float64Array, period: number, learnt = values.length): Float64Array {
  const phases = Array.from({ length: period }, (_, phase) => {
    const column: number[] = [];
    for (let i = phase; i < learnt; i += period) column.push(values[i]!);
    return column.length === 0 ? 0 : median(Float64Array.from(column));
  });
  return values.map((_, i) => phases[i % period]!);
}

export interface ClassicalOptions {
  /** A period in points, 0 for none, -1 to look for one. */
  readonly seasonality: number;
  readonly trend: 'avg' | 'linefit' | 'none';
  /** Points at the end that nothing is learnt from. */
  readonly testPoints: number;
  /** The least score of a period that is looked for. */
  readonly threshold: number;
}

export interface ClassicalParts {
  readonly baseline: Float64Array;
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly residual: Float64Array;
}

/** The decomposition of KQL's series_decompose: phase medians, then an average or a line over what is left. O(n log n). */
export function decomposeClassically(values: Float64Array, options: ClassicalOptions): ClassicalParts {
  const n = values.length;
  const learnt = n - options.testPoints;
  if (learnt < 2) throw new SeriesFailure(`${options.testPoints} test points leave nothing to learn from ${n} points`);
  const known = values.subarray(0, learnt);
  const period =
    options.seasonality >= 0
      ? options.seasonality
      : (scorePeriods(known, 4, learnt).find(({ score }) => score >= options.threshold)?.length ?? 0);
  const seasonal = period > 0 ? phaseMedians(values, period, learnt) : new Float64Array(n);
  const deseasoned = known.map((value, i) => value - seasonal[i]!);
  const trend = trendOf(deseasoned, n, options.trend);
  const baseline = seasonal.map((value, i) => value + trend[i]!);
  return { baseline, seasonal, trend, residual: values.map((value, i) => value - baseline[i]!) };
}

function trendOf(deseasoned: Float64Array, n: number, kind: ClassicalOptions['trend']): Float64Array {
  if (kind === 'none') return new Float64Array(n);
  if (kind === 'avg') return new Float64Array(n).fill(momentsOf(deseasoned).mean);
  const { slope, interception } = fitLine(deseasoned);
  return Float64Array.from({ length: n }, (_, i) => interception + slope * (i + 1));
}
