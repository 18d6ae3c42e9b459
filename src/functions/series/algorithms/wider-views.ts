import { medianDeviation } from './order-statistics.ts';
import { calibrateTail, residualAt, scoreBy } from './tail-calibration.ts';

/** What made a point's score. */
export type View = 'point' | 'shift' | 'frozen';

const clip = (z: number): number => Math.max(-5, Math.min(5, z));

/** Running sums of clipped scores: sums[i] is the sum of the first i. */
function clippedSums(z: Float64Array): Float64Array {
  const sums = new Float64Array(z.length + 1);
  for (let i = 0; i < z.length; i++) sums[i + 1] = sums[i]! + clip(z[i]!);
  return sums;
}

/** Bursts and sags: means over 5, 15 and 45 points, where they say more than the point itself and the point agrees. O(n). */
export function applyMeans(z: Float64Array): Float64Array {
  const n = z.length;
  const out = z.slice();
  const sums = clippedSums(z);
  for (const width of [5, 15, 45]) {
    if (n < 4 * width) break;
    const half = width >> 1;
    const means = new Float64Array(n);
    for (let i = 0; i < n; i++) {
      const from = Math.max(0, i - half);
      const to = Math.min(n, i + half + 1);
      means[i] = (sums[to]! - sums[from]!) / (to - from);
    }
    const scale = Math.max(1.4826 * medianDeviation(means, 0), 1 / Math.sqrt(width));
    for (let i = 0; i < n; i++) means[i]! /= scale;
    const tail = calibrateTail(means);
    for (let i = 0; i < n; i++) {
      if (!(means[i]! * z[i]! > 0 && Math.abs(z[i]!) > 0.7)) continue;
      const score = scoreBy(tail, means[i]!);
      if (Math.abs(score) > Math.abs(out[i]!)) out[i] = score;
    }
  }
  return out;
}

/** Level shifts: the mean after a point against the mean before it, at its own peak and only where no point nearby is odd by itself. O(n) and 40 or 120 for every candidate. */
export function applyShifts(z: Float64Array, views: View[]): Float64Array {
  const n = z.length;
  const out = z.slice();
  const sums = clippedSums(z);
  for (const width of [20, 60]) {
    if (n < 6 * width) break;
    const change = new Float64Array(n);
    for (let i = width; i <= n - width; i++) change[i] = (sums[i + width]! - 2 * sums[i]! + sums[i - width]!) / width;
    const scale = Math.max(1.4826 * medianDeviation(change, 0), Math.sqrt(2 / width));
    for (let i = 0; i < n; i++) change[i]! /= scale;
    const tail = calibrateTail(change);
    const least = residualAt(tail, 3 / 0.8);
    for (let i = width; i <= n - width; i++) {
      if (Math.abs(change[i]!) < least) continue;
      const score = 0.8 * scoreBy(tail, change[i]!);
      if (Math.abs(score) <= Math.abs(out[i]!)) continue;
      let alone = true;
      for (let j = Math.max(0, i - width); j < Math.min(n, i + width) && alone; j++) {
        if (Math.abs(z[j]!) >= 4.5 || Math.abs(change[j]!) > Math.abs(change[i]!) || (j < i && change[j] === change[i])) alone = false;
      }
      if (!alone) continue;
      out[i] = score;
      views[i] = 'shift';
    }
  }
  return out;
}

/** Frozen values: a run of equal values carries the more evidence the rarer the series repeats itself elsewhere. O(n). */
export function applyFrozen(values: Float64Array, z: Float64Array, views: View[]): Float64Array {
  const n = values.length;
  const out = z.slice();
  let repeats = 0;
  for (let i = 1; i < n; i++) if (values[i] === values[i - 1]) repeats++;
  for (let from = 0; from < n; ) {
    let to = from + 1;
    while (to < n && values[to] === values[from]) to++;
    const length = to - from;
    const share = Math.max((repeats - (length - 1) + 0.5) / (n - length + 1), 1 / n);
    if (length > 2 && from > 0 && length < 0.15 * n && share < 0.35) {
      const evidence = (length - 1) * -Math.log(share);
      const left = evidence - Math.log(n);
      if (evidence > 14 && left > 0) {
        const score = Math.min(12, Math.sqrt(2 * left));
        for (let i = from; i < to; i++) {
          if (score <= Math.abs(out[i]!)) continue;
          out[i] = score;
          views[i] = 'frozen';
        }
      }
    }
    from = to;
  }
  return out;
}

/** Peaks that come by a clock are no surprise: five or more of one sign and like height at even gaps count for a third. O(n). */
export function dampenClockPeaks(z: Float64Array, threshold: number): Float64Array {
  const out = z.slice();
  for (const sign of [1, -1]) {
    const peaks: { at: number; height: number; from: number; to: number }[] = [];
    for (let i = 0; i < z.length; i++) {
      if (sign * z[i]! < threshold) continue;
      const last = peaks.at(-1);
      if (last && i - last.to <= 2) {
        last.to = i;
        if (sign * z[i]! > last.height) {
          last.height = sign * z[i]!;
          last.at = i;
        }
      } else peaks.push({ at: i, height: sign * z[i]!, from: i, to: i });
    }
    if (peaks.length < 5) continue;
    const gaps = peaks.slice(1).map((peak, i) => peak.at - peaks[i]!.at);
    const gap = [...gaps].sort((a, b) => a - b)[gaps.length >> 1]!;
    const even = gaps.filter((g) => [1, 2, 3].some((k) => Math.abs(g - k * gap) <= 0.1 * k * gap)).length;
    const heights = peaks.map((peak) => peak.height).sort((a, b) => a - b);
    const typical = heights[heights.length >> 1]!;
    const alike = peaks.filter((peak) => peak.height < 2 * typical);
    if (even < 0.75 * gaps.length || peaks.at(-1)!.at - peaks[0]!.at < z.length / 2 || alike.length < 5) continue;
    for (const { from, to } of alike) for (let i = from; i <= to; i++) out[i] = out[i]! * 0.35;
  }
  return out;
}
