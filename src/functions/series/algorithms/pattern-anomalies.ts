import { fillLinear } from './gaps.ts';
import { momentsOf } from './moments.ts';
import { median } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { runningMedian } from './running-median.ts';
import { standardScores } from './tail-calibration.ts';

export interface PatternOptions {
  /** The length of a shape in points; undefined for a period of up to 60 points, an eighth of a long one, or a fiftieth of the series. */
  readonly window: number | undefined;
  /** The standard score from which a stretch is an anomaly. */
  readonly threshold: number;
}

export interface PatternAnomalies {
  /** By point: exactly 0 within usual shapes, else in (0, 1). */
  readonly scores: Float64Array;
  /** By point: the value of the most similar stretch elsewhere, which is what would have been usual. */
  readonly expected: Float64Array;
  readonly window: number;
  readonly periods: readonly number[];
}

const maxPoints = 4000;

/**
 * The distance of every stretch to the most similar one that does not overlap it, levels taken off, and where that one starts (a matrix
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
  // Below this the rolling sums only show their rounding.
  return { distance: distance.map((d, i) => (d > 1e-9 * energy[i]! ? Math.sqrt(d) : 0)), nearest };
}

/** The smallest distance among the stretches that cover a point: one that misses the anomaly clears it. */
function byPoint(distance: Float64Array, n: number, window: number): { readonly least: Float64Array; readonly start: Int32Array } {
  const least = new Float64Array(n);
  const start = new Int32Array(n);
  for (let i = 0; i < n; i++) {
    let at = Math.max(0, i - window + 1);
    for (let s = at + 1; s <= Math.min(i, distance.length - 1); s++) if (distance[s]! < distance[at]!) at = s;
    least[i] = distance[at]!;
    start[i] = at;
  }
  return { least, start };
}

/**
 * Finds stretches whose shape the series (NaN marks gaps) shows nowhere else: distances to the most similar stretch, judged by the tail of their own
 * distribution. Series of more than 4,000 points are judged by block means. O(min(n, 4000)² + n).
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
  const usual = Math.round((periods[0] ? Math.min(periods[0], Math.max(60, periods[0] / 8)) : n / 50) / block);
  const window = Math.max(4, Math.min(count >> 2, given === undefined ? Math.max(8, Math.min(usual, 240)) : Math.round(given / block)));
  const { distance, nearest } = profile(means, window);
  const { least, start } = byPoint(distance, count, window);
  // Where the series is livelier all stretches are farther apart: each is judged against its surroundings.
  const surroundings = runningMedian(least, Math.max(8 * window, 101));
  const middle = median(least);
  // A series that repeats itself exactly has no tail to measure: a tenth of its own spread stands for it.
  const natural = 0.1 * Math.sqrt(momentsOf(means).variance * window);
  const z = standardScores(
    least.map((d, i) => d - Math.max(middle, surroundings[i]!)),
    natural,
  );
  const scores = new Float64Array(n);
  const expected = filled.slice();
  for (let i = 0; i < n; i++) {
    const b = Math.min(count - 1, Math.floor(i / block));
    if (z[b]! < threshold) continue;
    if (!Number.isNaN(values[i]!)) scores[i] = Math.max(1 - threshold / z[b]!, 1e-6);
    const twin = i + (nearest[start[b]!]! - start[b]!) * block;
    if (twin >= 0 && twin < n) expected[i] = filled[twin]!;
  }
  return { scores, expected, window: window * block, periods };
}
