import { fillLinear } from './gaps.ts';
import { median } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { fitSeason } from './season-fit.ts';
import { ranks } from './similarity.ts';

export interface ChangePoint {
  /** The place from 0 at which the new level starts. */
  readonly index: number;
  /** How likely ranks like these are without a change (Mann–Whitney, two-sided). */
  readonly pValue: number;
  /** The medians of the stretches before and after. */
  readonly before: number;
  readonly after: number;
}

export interface ChangePointOptions {
  /** What a change must gain, in squared noise units; undefined for 6·ln n, twice the Bayesian information criterion since noise is seldom white. */
  readonly penalty: number | undefined;
  /** The fewest points between changes. */
  readonly minLength: number;
}

const maxPoints = 2500;

/** The noise of a level: from the differences of neighbours, which a change of level hardly touches. */
function noiseOf(values: Float64Array): number {
  const changes = new Float64Array(Math.max(0, values.length - 1));
  for (let i = 0; i < changes.length; i++) changes[i] = Math.abs(values[i + 1]! - values[i]!);
  const usual = median(changes) / (0.6745 * Math.SQRT2);
  return usual > 0 ? usual : changes.reduce((sum, change) => sum + change, 0) / Math.max(1, changes.length);
}

/**
 * The best partition into constant levels (PELT: R. Killick, P. Fearnhead and I. A. Eckley, "Optimal detection of changepoints with a
 * linear computational cost", JASA 2012). Returns where levels start, without the first. O(n) to O(n²), so n is kept small.
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

/** Two-sided p-value of the Mann–Whitney test by its normal approximation with ties. O(n log n). */
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
  const spread = Math.sqrt(((m * n) / 12) * (total + 1 - ties / (total * (total - 1))));
  const distance = Math.abs(sum - (m * (total + 1)) / 2);
  return spread > 0 ? tail(Math.max(0, distance - 0.5) / spread) : 1;
}

/** P(|Z| > z) for a standard normal Z (W. J. Cody's form by a continued fraction beyond 3, else a series). */
function tail(z: number): number {
  if (z > 3) {
    let fraction = 0;
    for (let k = 40; k > 0; k--) fraction = k / (z + fraction);
    return Math.min(1, (2 * Math.exp((-z * z) / 2)) / (Math.sqrt(2 * Math.PI) * (z + fraction)));
  }
  let term = z;
  let sum = z;
  for (let k = 1; k < 60; k++) {
    term *= (-z * z) / (2 * k);
    sum += term / (2 * k + 1);
  }
  return 1 - Math.sqrt(2 / Math.PI) * sum;
}

/** The start of the new level near a coarse one: where the split leaves least. */
function refine(values: Float64Array, from: number, at: number, to: number, reach: number): number {
  const low = Math.max(from + 1, at - reach);
  const high = Math.min(to - 1, at + reach);
  let left = 0;
  let total = 0;
  for (let i = from; i < to; i++) total += values[i]!;
  for (let i = from; i < low; i++) left += values[i]!;
  let chosen = at;
  let most = Number.NEGATIVE_INFINITY;
  for (let split = low; split <= high; split++) {
    const gain = left ** 2 / (split - from) + (total - left) ** 2 / (to - split);
    if (gain > most) {
      most = gain;
      chosen = split;
    }
    left += values[split]!;
  }
  return chosen;
}

/**
 * Where the level of a series (NaN marks gaps) changes for good. Seasons are taken off and single spikes cut; series of more than 2,500 points are
 * partitioned by block means and the places refined. O(n log n).
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
  const calm = withoutSpikes(rest, 6 * noise);
  for (let b = 0; b < means.length; b++) {
    for (let i = 0; i < block; i++) means[b]! += calm[b * block + i]! / block;
  }
  const blockNoise = Math.max(noiseOf(means), noise / Math.sqrt(block));
  const scaled = means.map((value) => value / blockNoise);
  const shortest = Math.max(2, Math.ceil(minLength / block));
  const coarse = partition(scaled, penalty ?? 6 * Math.log(Math.max(2, means.length)), shortest).map((start) => start * block);
  const bounds = [0, ...coarse, n];
  const starts = coarse.map((at, k) => refine(calm, bounds[k]!, at, bounds[k + 2]!, block));
  return starts.map((index, k) => {
    const before = rest.subarray(k === 0 ? 0 : starts[k - 1]!, index);
    const after = rest.subarray(index, starts[k + 1] ?? n);
    return { index, pValue: rankTest(before, after), before: median(before), after: median(after) };
  });
}

/** Single points that jump from both neighbours by more than `reach` take the nearer neighbour. */
function withoutSpikes(values: Float64Array, reach: number): Float64Array {
  return values.map((value, i) => {
    const left = values[Math.max(0, i - 1)]!;
    const right = values[Math.min(values.length - 1, i + 1)]!;
    const low = Math.min(left, right) - reach;
    const high = Math.max(left, right) + reach;
    return Math.min(high, Math.max(low, value));
  });
}
