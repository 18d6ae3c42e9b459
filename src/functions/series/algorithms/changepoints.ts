import { fillLinear } from './gaps.ts';
import { median, normalMedianDeviation } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { fitSeason } from './season-fit.ts';
import { ranks } from './similarity.ts';

/** A point at which a new level starts. */
export interface ChangePoint {
  /** The index of the first point of the new level. */
  readonly index: number;
  /** How likely ranks this different are without a change (Mann–Whitney, two-sided). */
  readonly pValue: number;
  /** The medians of the levels before and after. */
  readonly before: number;
  readonly after: number;
}

export interface ChangePointOptions {
  /** What a change must gain, in units of the noise variance; undefined for the default. */
  readonly penalty: number | undefined;
  /** The shortest level in points. */
  readonly minLength: number;
}

/** Longer series are partitioned by block means: the partition may take quadratic time. */
const maxPoints = 2500;
/** The default penalty over ln n: twice the Bayesian information criterion, since noise is seldom white. */
const penaltyFactor = 6;
/** Points that jump from both neighbours by more than this many noise units are spikes. */
const spikeSize = 6;

/** The standard deviation of the noise, from the differences of neighbours, which a change of level hardly affects; from their mean where most are 0. */
function noiseOf(values: Float64Array): number {
  const changes = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < changes.length; i++) changes[i] = Math.abs(values[i + 1]! - values[i]!);
  const typical = median(changes) / (normalMedianDeviation * Math.SQRT2);
  return typical > 0 ? typical : changes.reduce((sum, change) => sum + change, 0) / Math.max(1, changes.length);
}

/**
 * The best partition into constant levels (PELT: R. Killick, P. Fearnhead and I. A. Eckley, "Optimal detection of changepoints with a
 * linear computational cost", JASA 2012). Returns the indexes at which levels start, without the first. O(n) to O(n²), so n is kept small.
 */
function partition(values: Float64Array, penalty: number, minLength: number): number[] {
  const n = values.length;
  const sums = new Float64Array(n + 1);
  const squares = new Float64Array(n + 1);
  for (let i = 0; i < n; i++) {
    sums[i + 1] = sums[i]! + values[i]!;
    squares[i + 1] = squares[i]! + values[i]! * values[i]!;
  }
  const cost = (from: number, to: number): number => squares[to]! - squares[from]! - (sums[to]! - sums[from]!) ** 2 / (to - from);
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const previous = new Int32Array(n + 1);
  best[0] = -penalty;
  let candidates = [0];
  for (let to = minLength; to <= n; to++) {
    for (const from of candidates) {
      if (to - from < minLength) continue;
      const total = best[from]! + cost(from, to) + penalty;
      if (total < best[to]!) {
        best[to] = total;
        previous[to] = from;
      }
    }
    candidates = candidates.filter((from) => to - from < minLength || best[from]! + cost(from, to) <= best[to]!);
    if (to - minLength + 1 > 0) candidates.push(to - minLength + 1);
  }
  const starts: number[] = [];
  for (let at = previous[n]!; at > 0; at = previous[at]!) starts.unshift(at);
  return starts;
}

/** The two-sided p-value of the Mann–Whitney test, by its normal approximation with ties and continuity correction. O(n log n). */
function rankTest(before: Float64Array, after: Float64Array): number {
  const all = new Float64Array(before.length + after.length);
  all.set(before);
  all.set(after, before.length);
  const order = ranks(all);
  let sum = 0;
  for (let i = 0; i < before.length; i++) sum += order[i]!;
  const [m, n] = [before.length, after.length];
  const total = m + n;
  const sizes = new Map<number, number>();
  for (const rank of order) sizes.set(rank, (sizes.get(rank) ?? 0) + 1);
  let ties = 0;
  for (const size of sizes.values()) ties += size ** 3 - size;
  const deviation = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))));
  const distance = Math.abs(sum - (m * (total + 1)) / 2);
  return deviation > 0 ? normalTail(Math.max(0, distance - 0.5) / deviation) : 1;
}

/** From here on the continued fraction of the normal tail converges faster than the series. */
const fractionFrom = 3;
/** So many terms of either give all digits of a double where it is used. */
const [fractionTerms, seriesTerms] = [40, 60];

/** P(|Z| > z) for a standard normal Z, by a continued fraction for large z and the Taylor series of erf else (DLMF 7.9 and 7.6). */
function normalTail(z: number): number {
  if (z > fractionFrom) {
    let fraction = 0;
    for (let k = fractionTerms; k > 0; k--) fraction = k / (z + fraction);
    return Math.min(1, (2 * Math.exp((-z * z) / 2)) / (Math.sqrt(2 * Math.PI) * (z + fraction)));
  }
  let term = z;
  let sum = z;
  for (let k = 1; k < seriesTerms; k++) {
    term *= (-z * z) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return 1 - Math.sqrt(2 / Math.PI) * sum;
}

/** The exact start of a level within `maxDistance` points of a coarse one: the split with the least residual. */
function refine(values: Float64Array, from: number, at: number, to: number, maxDistance: number): number {
  const low = Math.max(from + 1, at - maxDistance);
  const high = Math.min(to - 1, at + maxDistance);
  let left = 0;
  let total = 0;
  for (let i = from; i < to; i++) total += values[i]!;
  for (let i = from; i < low; i++) left += values[i]!;
  let chosen = at;
  let maxGain = Number.NEGATIVE_INFINITY;
  for (let split = low; split <= high; split++) {
    const gain = left ** 2 / (split - from) + (total - left) ** 2 / (to - split);
    if (gain > maxGain) {
      maxGain = gain;
      chosen = split;
    }
    left += values[split]!;
  }
  return chosen;
}

/**
 * Finds where the level of a series (NaN marks gaps) changes for good. Seasons are removed and single spikes clipped; a series of more than 2,500
 * points is partitioned by block means, and the indexes are refined. O(n log n).
 */
export function findChangePoints(values: Float64Array, { penalty, minLength }: ChangePointOptions): ChangePoint[] {
  const filled = fillLinear(values);
  const n = filled.length;
  if (n < 2 * minLength) return [];
  const periods = detectPeriods(filled).map(({ length }) => length);
  const { rest } = fitSeason(filled, periods, 'median');
  const noise = noiseOf(rest);
  if (!(noise > 0)) return [];
  const block = Math.max(1, Math.ceil(n / maxPoints));
  const means = new Float64Array(Math.floor(n / block));
  const clipped = withoutSpikes(rest, spikeSize * noise);
  for (let b = 0; b < means.length; b++) {
    for (let i = 0; i < block; i++) means[b]! += clipped[b * block + i]! / block;
  }
  const blockNoise = Math.max(noiseOf(means), noise / Math.sqrt(block));
  const scaled = means.map((value) => value / blockNoise);
  const minBlocks = Math.max(2, Math.ceil(minLength / block));
  const coarse = partition(scaled, penalty ?? penaltyFactor * Math.log(Math.max(2, means.length)), minBlocks).map((start) => start * block);
  const bounds = [0, ...coarse, n];
  const starts = coarse.map((at, k) => refine(clipped, bounds[k]!, at, bounds[k + 2]!, block));
  return starts.map((index, k) => {
    const before = rest.subarray(k === 0 ? 0 : starts[k - 1]!, index);
    const after = rest.subarray(index, starts[k + 1] ?? n);
    return { index, pValue: rankTest(before, after), before: median(before), after: median(after) };
  });
}

/** Clips points that jump from both neighbours by more than `maxJump`. */
function withoutSpikes(values: Float64Array, maxJump: number): Float64Array {
  return values.map((value, i) => {
    const left = values[Math.max(0, i - 1)]!;
    const right = values[Math.min(values.length - 1, i + 1)]!;
    const low = Math.min(left, right) - maxJump;
    const high = Math.max(left, right) + maxJump;
    return Math.min(high, Math.max(low, value));
  });
}
