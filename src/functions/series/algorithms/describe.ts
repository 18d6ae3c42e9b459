import { type ChangePoint, findChangePoints } from './changepoints.ts';
import { decompose } from './decompose.ts';
import { fillLinear } from './gaps.ts';
import { fitLine } from './line-fit.ts';
import { median, medianDeviation, normalConsistency, quantile } from './order-statistics.ts';
import { sampleMoments } from './sample-moments.ts';

export type SegmentShape = 'STABLE_PLATEAU' | 'RISE' | 'FALL' | 'SPIKE_RECOVERY' | 'DIP_RECOVERY';
export type TransitionKind = 'STEP_UP' | 'STEP_DOWN' | 'TREND_REVERSAL';

/** A segment of a series; `begin` and `end` are the indexes of its first and last point. */
export interface ShapedSegment {
  readonly begin: number;
  readonly end: number;
  readonly shape: SegmentShape;
  readonly mean: number;
  /** The change per point, by least squares. */
  readonly slope: number;
}

/** What happens between two segments. */
export interface Transition {
  readonly index: number;
  readonly kind: TransitionKind;
  readonly before: number;
  readonly after: number;
  /** 1 - p-value of the change. */
  readonly confidence: number;
}

/** A series in words and numbers. */
export interface Description {
  readonly statistics: Readonly<Record<'max' | 'min' | 'mean' | 'sum' | 'std' | 'p5' | 'p25' | 'p50' | 'p75' | 'p95', number>>;
  readonly actual: number;
  readonly missing: number;
  readonly periods: readonly number[];
  /** Of the whole series without seasons: the change per point, and the fraction of the variance that the line explains. */
  readonly trend: { readonly direction: 'up' | 'down' | 'none'; readonly slope: number; readonly rsquare: number };
  readonly segments: readonly ShapedSegment[];
  readonly transitions: readonly Transition[];
}

/** A series with fewer points is not searched for periods. */
const minPeriodicPoints = 8;
/** The shortest segment in points. */
const minSegment = 5;
/** Where most neighbours do not differ, the noise is the standard deviation over this. */
const noiseDivisor = 10;
/** A trend changes by more than this many noise units over the series … */
const minTrendRise = 2;
/** … and explains more than this fraction of the variance. */
const minTrendFit = 0.2;
/** A segment rises or falls if it drifts by more than this many noise units. */
const minDrift = 3;
/** A segment that is shorter than this fraction of the series may be a spike or a dip … */
const maxSpikeFraction = 0.1;
/** … if the levels around it differ by less than this fraction of its own distance from them. */
const maxLevelDifference = 0.5;

/** Describes a series (NaN marks gaps; at least one value): statistics, periods, trend, segments and transitions. O(n log n). */
export function describeSeries(values: Float64Array): Description {
  const present = values.filter((value) => !Number.isNaN(value));
  const { sum, mean, variance, minIndex, maxIndex } = sampleMoments(present);
  const filled = fillLinear(values);
  const { periods, seasonal } =
    filled.length < minPeriodicPoints ? { periods: [], seasonal: new Float64Array(filled.length) } : decompose(filled);
  const rest = filled.map((value, i) => value - seasonal[i]!);
  const noise =
    normalConsistency * medianDeviation(rest.map((value, i) => value - (rest[i - 1] ?? value))) || Math.sqrt(variance) / noiseDivisor;
  const changes = findChangePoints(values, { penalty: undefined, minLength: minSegment });
  const segments = segmentsOf(rest, changes, noise);
  return {
    statistics: {
      max: present[maxIndex]!,
      min: present[minIndex]!,
      mean,
      sum,
      std: present.length > 1 ? Math.sqrt(variance) : 0,
      p5: quantile(present, 0.05),
      p25: quantile(present, 0.25),
      p50: median(present),
      p75: quantile(present, 0.75),
      p95: quantile(present, 0.95),
    },
    actual: present.length,
    missing: values.length - present.length,
    periods,
    trend: trendOf(rest, noise),
    segments,
    transitions: transitionsOf(changes, segments),
  };
}

/** The trend of a series: a line that changes by more than the noise and explains enough of the variance. */
function trendOf(rest: Float64Array, noise: number): Description['trend'] {
  if (rest.length < 3) return { direction: 'none', slope: 0, rsquare: 0 };
  const { slope, rsquare } = fitLine(rest);
  const rise = slope * (rest.length - 1);
  const real = Math.abs(rise) > minTrendRise * noise && rsquare > minTrendFit && rise !== 0;
  return { direction: real ? (rise > 0 ? 'up' : 'down') : 'none', slope, rsquare: rise === 0 ? 0 : rsquare };
}

function segmentsOf(rest: Float64Array, changes: readonly ChangePoint[], noise: number): ShapedSegment[] {
  const bounds = [0, ...changes.map(({ index }) => index), rest.length];
  const middle = (k: number): number => median(rest.subarray(bounds[k]!, bounds[k + 1]!));
  return bounds.slice(1).map((end, k): ShapedSegment => {
    const begin = bounds[k]!;
    const part = rest.subarray(begin, end);
    const slope = part.length > 2 ? fitLine(part).slope : 0;
    const drift = slope * (part.length - 1);
    const short = k > 0 && k < bounds.length - 2 && part.length < maxSpikeFraction * rest.length;
    const [before, here, after] = short ? [middle(k - 1), middle(k), middle(k + 1)] : [0, 0, 0];
    const recovers = short && Math.abs(before - after) < maxLevelDifference * Math.min(Math.abs(here - before), Math.abs(here - after));
    const shape = recovers
      ? here > before
        ? 'SPIKE_RECOVERY'
        : 'DIP_RECOVERY'
      : Math.abs(drift) > minDrift * noise
        ? drift > 0
          ? 'RISE'
          : 'FALL'
        : 'STABLE_PLATEAU';
    return { begin, end: end - 1, shape, mean: sampleMoments(part).mean, slope };
  });
}

function transitionsOf(changes: readonly ChangePoint[], segments: readonly ShapedSegment[]): Transition[] {
  return changes.map(({ index, pValue, before, after }, k) => {
    const [left, right] = [segments[k]!, segments[k + 1]!];
    const turns = (left.shape === 'RISE' && right.shape === 'FALL') || (left.shape === 'FALL' && right.shape === 'RISE');
    return { index, kind: turns ? 'TREND_REVERSAL' : after > before ? 'STEP_UP' : 'STEP_DOWN', before, after, confidence: 1 - pValue };
  });
}
