import { type ChangePoint, findChangePoints } from './changepoints.ts';
import { decompose } from './decompose.ts';
import { fillLinear } from './gaps.ts';
import { fitLine } from './line-fit.ts';
import { momentsOf } from './moments.ts';
import { median, medianDeviation, quantile } from './order-statistics.ts';

export type SegmentShape = 'STABLE_PLATEAU' | 'RISE' | 'FALL' | 'SPIKE_RECOVERY' | 'DIP_RECOVERY';
export type TransitionKind = 'STEP_UP' | 'STEP_DOWN' | 'TREND_REVERSAL';

/** A stretch of a series; both places count from 0 and belong to it. */
export interface Segment {
  readonly begin: number;
  readonly end: number;
  readonly shape: SegmentShape;
  readonly mean: number;
  /** The change a point, by a line of least squares. */
  readonly slope: number;
}

export interface Transition {
  readonly index: number;
  readonly kind: TransitionKind;
  readonly before: number;
  readonly after: number;
  /** 1 - p-value of the change. */
  readonly confidence: number;
}

/** What can be said of a series in words and numbers. */
export interface Description {
  readonly statistics: Readonly<Record<'max' | 'min' | 'mean' | 'sum' | 'std' | 'p5' | 'p25' | 'p50' | 'p75' | 'p95', number>>;
  readonly actual: number;
  readonly missing: number;
  readonly periods: readonly number[];
  /** Over the whole series: `slope` a point, and the share of the variance that the line explains. */
  readonly trend: { readonly direction: 'up' | 'down' | 'none'; readonly slope: number; readonly rsquare: number };
  readonly segments: readonly Segment[];
  readonly transitions: readonly Transition[];
}

/** Describes a series (NaN marks gaps, at least one value): moments, quantiles, periods, trend, stretches and what parts them. O(n log n). */
export function describeSeries(values: Float64Array): Description {
  const present = values.filter((value) => !Number.isNaN(value));
  const { sum, mean, variance, least, most } = momentsOf(present);
  const filled = fillLinear(values);
  const { periods, seasonal } = filled.length < 8 ? { periods: [], seasonal: new Float64Array(filled.length) } : decompose(filled);
  const rest = filled.map((value, i) => value - seasonal[i]!);
  const noise = 1.4826 * medianDeviation(rest.map((value, i) => value - (rest[i - 1] ?? value))) || Math.sqrt(variance) / 10;
  const changes = findChangePoints(values, { penalty: undefined, minLength: 5 });
  const segments = segmentsOf(rest, changes, noise);
  return {
    statistics: {
      max: present[most]!,
      min: present[least]!,
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

/** A line counts as a trend where it rises over the series by more than twice the noise and explains a fifth of the variance. */
function trendOf(rest: Float64Array, noise: number): Description['trend'] {
  if (rest.length < 3) return { direction: 'none', slope: 0, rsquare: 0 };
  const { slope, rsquare } = fitLine(rest);
  const rise = slope * (rest.length - 1);
  const real = Math.abs(rise) > 2 * noise && rsquare > 0.2 && rise !== 0;
  return { direction: real ? (rise > 0 ? 'up' : 'down') : 'none', slope, rsquare: rise === 0 ? 0 : rsquare };
}

function segmentsOf(rest: Float64Array, changes: readonly ChangePoint[], noise: number): Segment[] {
  const bounds = [0, ...changes.map(({ index }) => index), rest.length];
  const middle = (k: number): number => median(rest.subarray(bounds[k]!, bounds[k + 1]!));
  return bounds.slice(1).map((end, k): Segment => {
    const begin = bounds[k]!;
    const part = rest.subarray(begin, end);
    const slope = part.length > 2 ? fitLine(part).slope : 0;
    const drift = slope * (part.length - 1);
    const short = k > 0 && k < bounds.length - 2 && part.length < 0.1 * rest.length;
    const [before, here, after] = short ? [middle(k - 1), middle(k), middle(k + 1)] : [0, 0, 0];
    // A short stretch between like levels is a spike or a dip that went away again.
    const recovers = short && Math.abs(before - after) < 0.5 * Math.min(Math.abs(here - before), Math.abs(here - after));
    const shape = recovers
      ? here > before
        ? 'SPIKE_RECOVERY'
        : 'DIP_RECOVERY'
      : Math.abs(drift) > 3 * noise
        ? drift > 0
          ? 'RISE'
          : 'FALL'
        : 'STABLE_PLATEAU';
    return { begin, end: end - 1, shape, mean: momentsOf(part).mean, slope };
  });
}

function transitionsOf(changes: readonly ChangePoint[], segments: readonly Segment[]): Transition[] {
  return changes.map(({ index, pValue, before, after }, k) => {
    const [left, right] = [segments[k]!, segments[k + 1]!];
    const turns = (left.shape === 'RISE' && right.shape === 'FALL') || (left.shape === 'FALL' && right.shape === 'RISE');
    return { index, kind: turns ? 'TREND_REVERSAL' : after > before ? 'STEP_UP' : 'STEP_DOWN', before, after, confidence: 1 - pValue };
  });
}
