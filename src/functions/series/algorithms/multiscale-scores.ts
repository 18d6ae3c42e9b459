import { medianDeviation, normalConsistency } from './order-statistics.ts';
import { calibrateTail, residualAt, scoreBy } from './tail-calibration.ts';

/** Which detector made the score of a point. */
export type Detector = 'point' | 'shift' | 'flatline';

/** Scores are clipped to ±this before they are averaged, so that one point does not pass for a burst or a shift. */
const maxAveragedScore = 5;

const clip = (z: number): number => Math.max(-maxAveragedScore, Math.min(maxAveragedScore, z));

/** The widths of the moving means that find bursts, in points, and how many times as long a series must be. */
const burstWidths = [5, 15, 45];
const minBurstWidths = 4;
/** A point takes the score of a burst only if its own score has the same sign and is larger than this. */
const minBurstPointScore = 0.7;

/** The widths of the means before and after a level shift, in points, and how many times as long a series must be. */
const shiftWidths = [20, 60];
const minShiftWidths = 6;
/** A shift counts this much less than a point of the same rarity: the difference of two means has twice as many chances to be large. */
const shiftDiscount = 0.8;
/** Smaller scores are not compared with the point's own: it would take the larger one anyway. */
const minShiftScore = 3;
/** A point that is an anomaly by itself, from about this score on, explains the differences of means around it. */
const maxLoneScore = 4.5;

/** Fewer equal values than this, counting the first, are not a flatline. */
const minFlatline = 3;
/** A flatline is shorter than this fraction of the series, or the series is mostly constant. */
const maxFlatlineFraction = 0.15;
/** Series in which more neighbours than this fraction are equal are flat by nature. */
const maxRepeatFraction = 0.35;
/** The least evidence (negative log-likelihood of the run) for a flatline: about one in a million by chance. */
const minFlatlineEvidence = 14;
/** The highest score of a flatline. */
const maxFlatlineScore = 12;

/** At least so many peaks can come by a clock. */
const minClockPeaks = 5;
/** Flagged points at most this far apart are one peak. */
const maxPeakGap = 2;
/** A gap is even if it is 1, 2 or 3 times the median gap, up to this fraction … */
const gapTolerance = 0.1;
/** … and most gaps are: at least this fraction of them. */
const minEvenGaps = 0.75;
/** Peaks lower than this multiple of the median height are alike; a higher one is an anomaly all the same. */
const maxHeightRatio = 2;
/** What a peak that comes by a clock counts. */
const clockDiscount = 0.35;

/** Running sums of clipped scores: sums[i] is the sum of the first i. */
function clippedSums(z: Float64Array): Float64Array {
  const sums = new Float64Array(z.length + 1);
  for (let i = 0; i < z.length; i++) sums[i + 1] = sums[i]! + clip(z[i]!);
  return sums;
}

/** Scores bursts and sags: moving means over several widths, where they are rarer than the point itself and have its sign. O(n). */
export function applyMeans(z: Float64Array): Float64Array {
  const n = z.length;
  const out = z.slice();
  const sums = clippedSums(z);
  for (const width of burstWidths) {
    if (n < minBurstWidths * width) break;
    const half = width >> 1;
    const means = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const from = Math.max(0, i - half);
      const to = Math.min(n, i + half + 1);
      means[i] = (sums[to]! - sums[from]!) / (to - from);
    }
    const scale = Math.max(normalConsistency * medianDeviation(means, 0), 1 / Math.sqrt(width));
    for (let i = 0; i < n; i++) means[i]! /= scale;
    const tail = calibrateTail(means);
    for (let i = 0; i < n; i++) {
      if (!(means[i]! * z[i]! > 0 && Math.abs(z[i]!) > minBurstPointScore)) continue;
      const score = scoreBy(tail, means[i]!);
      if (Math.abs(score) > Math.abs(out[i]!)) out[i] = score;
    }
  }
  return out;
}

/** Scores level shifts: the mean after a point minus the mean before it, at the peak of the difference and only if no point nearby is anomalous by itself. O(n), and the width per candidate. */
export function applyShifts(z: Float64Array, detectors: Detector[]): Float64Array {
  const n = z.length;
  const out = z.slice();
  const sums = clippedSums(z);
  for (const width of shiftWidths) {
    if (n < minShiftWidths * width) break;
    const change = new Float64Array(n);
    for (let i = width; i <= n - width; i++) change[i] = (sums[i + width]! - 2 * sums[i]! + sums[i - width]!) / width;
    const scale = Math.max(normalConsistency * medianDeviation(change, 0), Math.sqrt(2 / width));
    for (let i = 0; i < n; i++) change[i]! /= scale;
    const tail = calibrateTail(change);
    const minChange = residualAt(tail, minShiftScore / shiftDiscount);
    for (let i = width; i <= n - width; i++) {
      if (Math.abs(change[i]!) < minChange) continue;
      const score = shiftDiscount * scoreBy(tail, change[i]!);
      if (Math.abs(score) <= Math.abs(out[i]!)) continue;
      let alone = true;
      for (let j = Math.max(0, i - width); j < Math.min(n, i + width) && alone; j++) {
        if (Math.abs(z[j]!) >= maxLoneScore || Math.abs(change[j]!) > Math.abs(change[i]!) || (j < i && change[j] === change[i]))
          alone = false;
      }
      if (!alone) continue;
      out[i] = score;
      detectors[i] = 'shift';
    }
  }
  return out;
}

/**
 * Scores flatlines: a run of equal values is stronger evidence the more rarely neighbours are equal elsewhere in the series. Missing values (NaN) neither
 * end a run nor count for it. O(n).
 */
export function applyFlatlines(values: Float64Array, z: Float64Array, detectors: Detector[]): Float64Array {
  const out = z.slice();
  const present = Int32Array.from(values.keys()).filter((i) => !Number.isNaN(values[i]!));
  const n = present.length;
  const valueAt = (k: number): number => values[present[k]!]!;
  let repeats = 0;
  for (let k = 1; k < n; k++) if (valueAt(k) === valueAt(k - 1)) repeats++;
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && valueAt(to) === valueAt(from)) to++;
    const length = to - from;
    const repeatFraction = Math.max((repeats - (length - 1) + 0.5) / (n - length + 1), 1 / n);
    if (length >= minFlatline && from > 0 && length < maxFlatlineFraction * n && repeatFraction < maxRepeatFraction) {
      const evidence = (length - 1) * -Math.log(repeatFraction);
      const net = evidence - Math.log(n); // there are n runs to choose from
      if (evidence > minFlatlineEvidence && net > 0) {
        const score = Math.min(maxFlatlineScore, Math.sqrt(2 * net));
        for (const i of present.subarray(from, to)) {
          if (score <= Math.abs(out[i]!)) continue;
          out[i] = score;
          detectors[i] = 'flatline';
        }
      }
    }
    from = to;
  }
  return out;
}

/** Reduces the scores of peaks that come by a clock: several of the same sign and similar height at even gaps. O(n). */
export function dampenClockPeaks(z: Float64Array, threshold: number): Float64Array {
  const out = z.slice();
  for (const sign of [1, -1]) {
    const peaks: { at: number; height: number; from: number; to: number }[] = [];
    for (let i = 0; i < z.length; i++) {
      if (sign * z[i]! < threshold) continue;
      const last = peaks.at(-1);
      if (last && i - last.to <= maxPeakGap) {
        last.to = i;
        if (sign * z[i]! > last.height) {
          last.height = sign * z[i]!;
          last.at = i;
        }
      } else peaks.push({ at: i, height: sign * z[i]!, from: i, to: i });
    }
    if (peaks.length < minClockPeaks) continue;
    const gaps = peaks.slice(1).map((peak, i) => peak.at - peaks[i]!.at);
    const gap = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
    const even = gaps.filter((g) => [1, 2, 3].some((k) => Math.abs(g - k * gap) <= gapTolerance * k * gap)).length;
    const heights = peaks.map((peak) => peak.height).sort((a, b) => a - b);
    const typical = heights[heights.length >> 1]!;
    const alike = peaks.filter((peak) => peak.height < maxHeightRatio * typical);
    if (even < minEvenGaps * gaps.length || peaks.at(-1)!.at - peaks[0]!.at < z.length / 2 || alike.length < minClockPeaks) continue;
    for (const { from, to } of alike) for (let i = from; i <= to; i++) out[i] = out[i]! * clockDiscount;
  }
  return out;
}
