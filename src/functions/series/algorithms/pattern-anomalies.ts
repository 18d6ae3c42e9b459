import { fillLinear } from './gaps.ts';
import { median } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { runningMedian } from './running-median.ts';
import { sampleMoments } from './sample-moments.ts';
import { standardScores } from './tail-calibration.ts';

export interface PatternOptions {
  /** The length of a shape in points; derived from the period if undefined. */
  readonly window: number | undefined;
  /** The standard score from which a segment is an anomaly. */
  readonly threshold: number;
}

/** The scores of a series and what they are based on. */
export interface PatternAnomalies {
  /** By point: exactly 0 within normal shapes, else in (0, 1). */
  readonly scores: Float64Array;
  /** By point: the value of the most similar segment elsewhere, which is what would have been normal. */
  readonly expected: Float64Array;
  readonly window: number;
  readonly periods: readonly number[];
}

/** Longer series are judged by block means: the matrix profile takes quadratic time. */
const maxPoints = 4000;
/** Without a period, a shape is this part of the series. */
const windowParts = 50;
/** The window is the period up to this many points, else this part of the period but not less. */
const maxWholePeriod = 60;
const periodParts = 8;
/** The bounds of a derived window, and the shortest given one, in blocks. */
const [minDerivedWindow, maxDerivedWindow] = [8, 240];
const minWindow = 4;
/** The surroundings of a segment are this many windows, and at least this many points. */
const surroundingWindows = 8;
const minSurroundings = 101;
/** The scale of a series that repeats itself exactly, and has no tail to measure: this part of its own standard deviation. */
const exactScale = 0.1;
/** Smaller distances, relative to the energy of a segment, are rounding errors of the rolling sums. */
const minDistance = 1e-9;
/** The smallest score of an anomaly: it must be above 0. */
const minScore = 1e-6;

/**
 * The distance of every segment to the most similar one that does not overlap it, means removed, and where that one starts (a matrix
 * profile: C.-C. M. Yeh et al., ICDM 2016; by the rolling products of STOMP: Y. Zhu et al., ICDM 2016). O(n²), so n is kept small.
 */
function profile(values: Float64Array, window: number): { readonly distance: Float64Array; readonly nearest: Int32Array } {
  const count = values.length - window + 1;
  const means = new Float64Array(count);
  const energy = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < window; k++) means[i]! += values[i + k]! / window;
    for (let k = 0; k < window; k++) energy[i]! += (values[i + k]! - means[i]!) ** 2;
  }
  const distance = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const nearest = new Int32Array(count);
  for (let lag = window; lag < count; lag++) {
    let product = 0;
    for (let k = 0; k < window; k++) product += values[k]! * values[lag + k]!;
    for (let i = 0; i + lag < count; i++) {
      const j = i + lag;
      if (i > 0) product += values[i + window - 1]! * values[j + window - 1]! - values[i - 1]! * values[j - 1]!;
      const d = energy[i]! + energy[j]! - 2 * (product - window * means[i]! * means[j]!);
      if (d < distance[i]!) {
        distance[i] = d;
        nearest[i] = j;
      }
      if (d < distance[j]!) {
        distance[j] = d;
        nearest[j] = i;
      }
    }
  }
  return { distance: distance.map((d, i) => (d > minDistance * energy[i]! ? Math.sqrt(d) : 0)), nearest };
}

/** By point: the smallest distance of the segments that contain it (one without the anomaly clears the point), and the start of that segment. */
function byPoint(distance: Float64Array, n: number, window: number): { readonly smallest: Float64Array; readonly start: Int32Array } {
  const smallest = new Float64Array(n);
  const start = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let at = Math.max(0, i - window + 1);
    for (let s = at + 1; s <= Math.min(i, distance.length - 1); s++) if (distance[s]! < distance[at]!) at = s;
    smallest[i] = distance[at]!;
    start[i] = at;
  }
  return { smallest, start };
}

/**
 * Finds segments whose shape occurs nowhere else in the series (NaN marks gaps): distances to the most similar segment, judged by the tail of their
 * own distribution. Series of more than 4,000 points are judged by block means. O(min(n, 4000)² + n).
 */
export function findPatternAnomalies(values: Float64Array, { window: given, threshold }: PatternOptions): PatternAnomalies {
  const filled = fillLinear(values);
  const n = filled.length;
  const block = Math.max(1, Math.ceil(n / maxPoints));
  const count = Math.floor(n / block);
  const means = Float64Array.from({ length: count }, (_, b) =>
    filled.subarray(b * block, (b + 1) * block).reduce((sum, v) => sum + v / block, 0),
  );
  const periods = detectPeriods(filled).map(({ length }) => length);
  const [period] = periods;
  const natural = Math.round((period ? Math.min(period, Math.max(maxWholePeriod, period / periodParts)) : n / windowParts) / block);
  const derived = Math.max(minDerivedWindow, Math.min(natural, maxDerivedWindow));
  const window = Math.max(minWindow, Math.min(count >> 2, given === undefined ? derived : Math.round(given / block)));
  const { distance, nearest } = profile(means, window);
  const { smallest, start } = byPoint(distance, count, window);
  // Where the series varies more, all segments are farther apart: each is judged against its surroundings.
  const surroundings = runningMedian(smallest, Math.max(surroundingWindows * window, minSurroundings));
  const middle = median(smallest);
  const ownScale = exactScale * Math.sqrt(sampleMoments(means).variance * window);
  const z = standardScores(
    smallest.map((d, i) => d - Math.max(middle, surroundings[i]!)),
    ownScale,
  );
  const scores = new Float64Array(n);
  const expected = filled.slice();
  for (let i = 0; i < n; i++) {
    const b = Math.min(count - 1, Math.floor(i / block));
    if (z[b]! < threshold) continue;
    if (!Number.isNaN(values[i]!)) scores[i] = Math.max(1 - threshold / z[b]!, minScore);
    const twin = i + (nearest[start[b]!]! - start[b]!) * block;
    if (twin >= 0 && twin < n) expected[i] = filled[twin]!;
  }
  return { scores, expected, window: window * block, periods };
}
