import { SeriesFailure } from './failure.ts';
import { chooseScale } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { fitLine } from './line-fit.ts';
import { median } from './order-statistics.ts';
import { correlationAt, detectPeriods } from './periods.ts';
import { sampleMoments } from './sample-moments.ts';

/** A period in points and how well the series repeats itself at it, 0 to 1. */
export interface ScoredPeriod {
  readonly length: number;
  readonly score: number;
}

/** Kusto's bounds: a period has at least four points and at most half of the series. */
const minPeriod = 4;
const possible = (period: number, n: number): boolean => period >= minPeriod && period <= n / 2;

/** Kusto's default for the score of a period that series_decompose uses. */
export const forecastThreshold = 0.6;
/** Kusto's bound for series_seasonal. */
export const seasonThreshold = 0.7;
/** The score of a period is above noise from this many standard errors on. */
const noiseErrors = 3;

/**
 * The periods of a series (NaN marks gaps) within bounds, in the order of {@link detectPeriods}. The score is the unbiased autocorrelation at the
 * period, in place of Kusto's unpublished one (decision 16).
 */
export function scorePeriods(values: Float64Array, min: number, max: number): ScoredPeriod[] {
  const filled = fillLinear(values);
  const scaled = filled.map(chooseScale(filled).forward);
  return detectPeriods(scaled)
    .filter(({ length }) => possible(length, values.length) && length >= min && length <= max)
    .map(({ length }) => ({ length, score: correlationAt(scaled, length) }))
    .filter(({ score }) => score > 0);
}

/** The score of one period; 0 for one that is out of bounds or that noise alone could have. */
export function validatePeriod(values: Float64Array, period: number): number {
  if (!Number.isInteger(period) || !possible(period, values.length)) return 0;
  const filled = fillLinear(values);
  const score = correlationAt(filled.map(chooseScale(filled).forward), period);
  return score > noiseErrors / Math.sqrt(values.length - period) ? score : 0;
}

/** The medians of the phases, repeated over the series; computed from the first `fitted` points. */
export function phaseMedians(values: Float64Array, period: number, fitted = values.length): Float64Array {
  const phases = Array.from({ length: period }, (_, phase) => {
    const column: number[] = [];
    for (let i = phase; i < fitted; i += period) column.push(values[i]!);
    return column.length === 0 ? 0 : median(Float64Array.from(column));
  });
  return values.map((_, i) => phases[i % period]!);
}

export interface ClassicalOptions {
  /** The period in points, 0 for none, -1 to detect one. */
  readonly seasonality: number;
  readonly trend: 'avg' | 'linefit' | 'none';
  /** The number of points at the end that are not used for fitting. */
  readonly testPoints: number;
  /** The lowest score of a period that is detected. */
  readonly threshold: number;
}

export interface ClassicalParts {
  readonly baseline: Float64Array;
  readonly seasonal: Float64Array;
  readonly trend: Float64Array;
  readonly residual: Float64Array;
}

/** The decomposition of KQL's series_decompose: phase medians, then the mean or a line of the rest. @throws SeriesFailure for too many test points. O(n log n). */
export function decomposeClassically(values: Float64Array, options: ClassicalOptions): ClassicalParts {
  const n = values.length;
  const fitted = n - options.testPoints;
  if (fitted < 2) throw new SeriesFailure(`${options.testPoints} test points leave nothing to fit of ${n} points`);
  const known = values.subarray(0, fitted);
  const period =
    options.seasonality >= 0
      ? options.seasonality
      : (scorePeriods(known, minPeriod, fitted).find(({ score }) => score >= options.threshold)?.length ?? 0);
  const seasonal = period > 0 ? phaseMedians(values, period, fitted) : new Float64Array(n);
  const deseasoned = known.map((value, i) => value - seasonal[i]!);
  const trend = trendOf(deseasoned, n, options.trend);
  const baseline = seasonal.map((value, i) => value + trend[i]!);
  return { baseline, seasonal, trend, residual: values.map((value, i) => value - baseline[i]!) };
}

function trendOf(deseasoned: Float64Array, n: number, kind: ClassicalOptions['trend']): Float64Array {
  if (kind === 'none') return new Float64Array(n);
  if (kind === 'avg') return new Float64Array(n).fill(sampleMoments(deseasoned).mean);
  const { slope, interception } = fitLine(deseasoned);
  return Float64Array.from({ length: n }, (_, i) => interception + slope * (i + 1));
}
