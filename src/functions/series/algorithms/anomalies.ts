import { decompose } from './decompose.ts';
import { slopeOf } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { median, medianDeviation, medianInPlace, normalQuantile, quantile, sortedQuantile } from './order-statistics.ts';
import { calibrateTail, residualAt, scoreBy } from './tail-calibration.ts';
import { applyFrozen, applyMeans, applyShifts, dampenClockPeaks, type View } from './wider-views.ts';

/** Why a point is odd. */
export type AnomalyType = 'ExceedUpperBound' | 'ExceedLowerBound' | 'LevelShiftUp' | 'LevelShiftDown' | 'Frozen';

/** How alarms are raised. */
export interface AnomalyOptions {
  /** 0 to 1; larger raises more alarms. 0.005 is the default. */
  readonly confidence: number;
  readonly direction: 'up' | 'down' | 'both';
  /** Periods in points; looked for where undefined. */
  readonly periods: readonly number[] | undefined;
}

/** Scores of a series and what explains them; arrays have its length. */
export interface Anomalies {
  /** Exactly 0 for a normal point, in (0, 1) and growing with how odd it is for an anomalous one. */
  readonly scores: Float64Array;
  readonly types: readonly (AnomalyType | null)[];
  /** Signed standard scores, before the decision. */
  readonly deviations: Float64Array;
  readonly baseline: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly periods: readonly number[];
}

const usualThreshold = 5;
const usualConfidence = 0.005;

/** The standard score from which a point is an anomaly: 5 at the usual confidence, falling as the confidence grows. */
export function thresholdFor(confidence: number): number {
  const tail = (c: number): number => normalQuantile(1 - Math.min(0.999, Math.max(1e-12, c)) / 2);
  return (usualThreshold * tail(confidence)) / tail(usualConfidence);
}

/** How the residual spreads where the season is high: the exponent of its growth, 0 to 1, over twelve bins of the season. */
function spreadExponent(residual: Float64Array, level: Float64Array): number {
  const low = quantile(level, 0.02);
  const high = quantile(level, 0.98);
  if (!(low > 0) || high < 1.3 * low) return 0;
  const sorted = level.slice().sort();
  const levels: number[] = [];
  const sizes: number[] = [];
  const inBin = new Float64Array(level.length);
  for (let bin = 0; bin < 12; bin++) {
    const from = Math.floor((bin * sorted.length) / 12);
    const to = Math.floor(((bin + 1) * sorted.length) / 12);
    const [least, most] = [sorted[from]!, sorted[Math.max(from, to - 1)]!];
    let count = 0;
    for (let i = 0; i < level.length; i++) if (level[i]! >= least && level[i]! <= most) inBin[count++] = Math.abs(residual[i]!);
    const size = medianInPlace(inBin.subarray(0, count));
    const at = sortedQuantile(sorted.subarray(from, to), 0.5);
    if (size > 0 && at > 0) {
      levels.push(Math.log(at));
      sizes.push(Math.log(size));
    }
  }
  return levels.length < 4 ? 0 : Math.min(1, Math.max(0, slopeOf(levels, sizes)));
}

/**
 * Finds the anomalous points of a series (NaN marks a missing value, which scores 0). The series is decomposed, its residuals are
 * calibrated to its own tail, and wider views add bursts, level shifts and frozen values. Fewer than 8 values, or a constant
 * series, have no anomalies. O(n log n).
 */
export function findAnomalies(values: Float64Array, { confidence, direction, periods: given }: AnomalyOptions): Anomalies {
  const n = values.length;
  const present = values.filter((value) => !Number.isNaN(value));
  const filled = fillLinear(values);
  const types: (AnomalyType | null)[] = new Array<null>(n).fill(null);
  if (present.length < 8 || present.every((value) => value === present[0])) {
    const zeros = new Float64Array(n);
    return {
      scores: zeros,
      types,
      deviations: zeros,
      baseline: filled,
      lower: filled,
      upper: filled,
      trend: filled,
      seasonal: zeros,
      periods: [],
    };
  }
  const parts = decompose(filled, given);
  const exponent = spreadExponent(parts.residual, parts.seasonalLevel) / 2;
  const typical = median(parts.seasonalLevel);
  const spread =
    exponent > 0 && typical > 0
      ? parts.seasonalLevel.map((level) => Math.max(0.05, level / typical) ** exponent)
      : new Float64Array(n).fill(1);
  const even = parts.residual.map((e, i) => e / spread[i]!);
  for (let i = 0; i < n; i++) if (Number.isNaN(values[i]!)) even[i] = 0;
  const threshold = thresholdFor(confidence);
  const views: View[] = new Array<View>(n).fill('point');
  const natural = 1.4826 * medianDeviation(filled);
  const tail = calibrateTail(even, natural);
  const points = even.map((e) => scoreBy(tail, e));
  const wide = applyShifts(applyMeans(points), views);
  const calm = dampenClockPeaks(wide, usualThreshold);
  const deviations = applyFrozen(filled, calm, views);
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const z = deviations[i]!;
    const size = Math.abs(z);
    if (size < threshold || Number.isNaN(values[i]!)) continue;
    const up = z > 0;
    if (views[i] !== 'frozen' && direction !== 'both' && up !== (direction === 'up')) continue;
    scores[i] = Math.max(1 - threshold / size, 1e-6);
    types[i] =
      views[i] === 'frozen'
        ? 'Frozen'
        : views[i] === 'shift'
          ? up
            ? 'LevelShiftUp'
            : 'LevelShiftDown'
          : up
            ? 'ExceedUpperBound'
            : 'ExceedLowerBound';
  }
  const reach = residualAt(tail, threshold);
  return {
    scores,
    types,
    deviations,
    baseline: parts.baseline,
    lower: parts.baseline.map((value, i) => value - reach * spread[i]!),
    upper: parts.baseline.map((value, i) => value + reach * spread[i]!),
    trend: parts.trend,
    seasonal: parts.seasonal,
    periods: parts.periods,
  };
}
