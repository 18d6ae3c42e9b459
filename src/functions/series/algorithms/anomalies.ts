import { decompose } from './decompose.ts';
import { slopeOf } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { applyFlatlines, applyMeans, applyShifts, type Detector, dampenClockPeaks } from './multiscale-scores.ts';
import { median, medianDeviation, medianInPlace, normalConsistency, normalQuantile, quantile, sortedQuantile } from './order-statistics.ts';
import { calibrateTail, residualAt, scoreBy } from './tail-calibration.ts';

/** Why a point is anomalous. */
export type AnomalyType = 'ExceedUpperBound' | 'ExceedLowerBound' | 'LevelShiftUp' | 'LevelShiftDown' | 'Frozen';

/** How alarms are raised. */
export interface AnomalyOptions {
  /** 0 to 1; larger values raise more alarms. */
  readonly confidence: number;
  readonly direction: 'up' | 'down' | 'both';
  /** Periods in points; detected if undefined. */
  readonly periods: readonly number[] | undefined;
}

/** The scores of a series and what explains them; all arrays have its length. */
export interface Anomalies {
  /** Exactly 0 for a normal point, in (0, 1) for an anomalous one, closer to 1 the rarer it is. */
  readonly scores: Float64Array;
  readonly types: readonly (AnomalyType | null)[];
  /** Signed standard scores, before the threshold. */
  readonly deviations: Float64Array;
  readonly baseline: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  readonly periods: readonly number[];
}

/** The confidence at which the threshold is `defaultThreshold`; the default of the option. */
export const defaultConfidence = 0.005;
/** The standard score of an anomaly at the default confidence: few alarms per series of thousands of points. */
const defaultThreshold = 5;
/** Confidences are clipped to these bounds, so that every one has a finite threshold above 0. */
const [minConfidence, maxConfidence] = [1e-12, 0.999];

/** A series with fewer values is not judged. */
const minValues = 8;
/** The smallest score of an anomaly: it must be above 0. */
const minScore = 1e-6;

/** The scale may depend on the seasonal level only where the level varies: from its 2nd to its 98th percentile by this factor. */
const [lowLevel, highLevel] = [0.02, 0.98];
const minLevelRatio = 1.3;
/** The residual's size is compared over this many bins of the seasonal level, of which at least `minBins` must have one. */
const levelBins = 12;
const minBins = 4;
/** Only half of the measured exponent is used: it is noisy, and too wide a band hides anomalies at the peaks. */
const exponentPart = 1 / 2;
/** Levels below this fraction of the median one do not reduce the scale further. */
const minRelativeLevel = 0.05;

/** The standard score from which a point is an anomaly: 5 at the default confidence, lower for larger ones. */
export function thresholdFor(confidence: number): number {
  const tail = (c: number): number => normalQuantile(1 - Math.min(maxConfidence, Math.max(minConfidence, c)) / 2);
  return (defaultThreshold * tail(confidence)) / tail(defaultConfidence);
}

/** How the residual grows with the seasonal level: the exponent of a power law, 0 to 1; 0 where it cannot be measured. */
function scaleExponent(residual: Float64Array, level: Float64Array): number {
  const low = quantile(level, lowLevel);
  const high = quantile(level, highLevel);
  if (!(low > 0) || high < minLevelRatio * low) return 0;
  const sorted = level.slice().sort();
  const levels: number[] = [];
  const sizes: number[] = [];
  const inBin = new Float64Array(level.length);
  for (let bin = 0; bin < levelBins; bin++) {
    const from = Math.floor((bin * sorted.length) / levelBins);
    const to = Math.floor(((bin + 1) * sorted.length) / levelBins);
    const [min, max] = [sorted[from]!, sorted[Math.max(from, to - 1)]!];
    let count = 0;
    for (let i = 0; i < level.length; i++) if (level[i]! >= min && level[i]! <= max) inBin[count++] = Math.abs(residual[i]!);
    const size = medianInPlace(inBin.subarray(0, count));
    const at = sortedQuantile(sorted.subarray(from, to), 0.5);
    if (size > 0 && at > 0) {
      levels.push(Math.log(at));
      sizes.push(Math.log(size));
    }
  }
  return levels.length < minBins ? 0 : Math.min(1, Math.max(0, slopeOf(levels, sizes)));
}

/**
 * Finds the anomalous points of a series (NaN marks a missing value, which scores 0). The series is decomposed, its residuals are
 * calibrated to its own tail, and further detectors add bursts, level shifts and flatlines. A series of fewer than 8 values, or of equal
 * values, has no anomalies. O(n log n).
 */
export function findAnomalies(values: Float64Array, { confidence, direction, periods: given }: AnomalyOptions): Anomalies {
  const n = values.length;
  const present = values.filter((value) => !Number.isNaN(value));
  const filled = fillLinear(values);
  const types: (AnomalyType | null)[] = new Array<null>(n).fill(null);
  if (present.length < minValues || present.every((value) => value === present[0])) {
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
  const exponent = exponentPart * scaleExponent(parts.residual, parts.seasonalLevel);
  const typical = median(parts.seasonalLevel);
  const scale =
    exponent > 0 && typical > 0
      ? parts.seasonalLevel.map((level) => Math.max(minRelativeLevel, level / typical) ** exponent)
      : new Float64Array(n).fill(1);
  const scaled = parts.residual.map((e, i) => e / scale[i]!);
  for (let i = 0; i < n; i++) if (Number.isNaN(values[i]!)) scaled[i] = 0;
  const threshold = thresholdFor(confidence);
  const detectors: Detector[] = new Array<Detector>(n).fill('point');
  const ownScale = normalConsistency * medianDeviation(filled);
  const tail = calibrateTail(scaled, ownScale);
  const points = scaled.map((e) => scoreBy(tail, e));
  const multiscale = applyShifts(applyMeans(points), detectors);
  const damped = dampenClockPeaks(multiscale, defaultThreshold);
  const deviations = applyFlatlines(values, damped, detectors);
  const scores = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const z = deviations[i]!;
    const size = Math.abs(z);
    if (size < threshold || Number.isNaN(values[i]!)) continue;
    const up = z > 0;
    if (detectors[i] !== 'flatline' && direction !== 'both' && up !== (direction === 'up')) continue;
    scores[i] = Math.max(1 - threshold / size, minScore);
    types[i] =
      detectors[i] === 'flatline'
        ? 'Frozen'
        : detectors[i] === 'shift'
          ? up
            ? 'LevelShiftUp'
            : 'LevelShiftDown'
          : up
            ? 'ExceedUpperBound'
            : 'ExceedLowerBound';
  }
  const halfWidth = residualAt(tail, threshold);
  return {
    scores,
    types,
    deviations,
    baseline: parts.baseline,
    lower: parts.baseline.map((value, i) => value - halfWidth * scale[i]!),
    upper: parts.baseline.map((value, i) => value + halfWidth * scale[i]!),
    trend: parts.trend,
    seasonal: parts.seasonal,
    periods: parts.periods,
  };
}
