import { median, medianDeviation, medianInPlace, normalConsistency } from './order-statistics.ts';
import { movingMean, runningMedian } from './running-median.ts';

/** The fitted seasons of a series. */
export interface SeasonFit {
  /** The sum of the seasons at an index, which may be after the end of the series. */
  readonly at: (index: number) => number;
  /** The series without its seasons. */
  readonly rest: Float64Array;
}

/** Phases that differ from the smoothed cycle by more than this many standard deviations are kept as they are. */
const maxSmoothedError = 5;
/** A cycle is smoothed over this part of its length: 20 minutes of a day. */
const smoothedParts = 72;
/** The weight of a cycle relative to the next one. */
const cycleDecay = 0.75;
/** Without a period, a forecast continues at the median of this many points. */
const levelPoints = 15;
/** A deviation below this counts as this: an exactly smooth cycle has none. */
const minDeviation = 1e-12;

/** A circular moving mean of a cycle, except for phases that clearly stand out (a job that runs by the clock). O(period). */
export function smoothCycle(profile: Float64Array, width: number): Float64Array {
  if (width < 2) return profile;
  const n = profile.length;
  const half = width >> 1;
  const around = Float64Array.from({ length: n + 2 * half }, (_, i) => profile[(((i - half) % n) + n) % n]!);
  const smooth = movingMean(around, 2 * half + 1).subarray(half, half + n);
  const error = profile.map((value, i) => value - smooth[i]!);
  const scale = normalConsistency * Math.max(medianDeviation(error), minDeviation);
  return profile.map((value, i) => (Math.abs(error[i]!) > maxSmoothedError * scale ? value : smooth[i]!));
}

/** The width for smoothing a cycle, in points; below 2 it is not smoothed. */
export const cycleSmoothing = (period: number): number => Math.floor(period / smoothedParts);

/** The median of each phase; 0 for one without values. O(n). */
export function phaseMedian(values: Float64Array, period: number): Float64Array {
  const column = new Float64Array(Math.ceil(values.length / period));
  return Float64Array.from({ length: period }, (_, phase) => {
    let count = 0;
    for (let i = phase; i < values.length; i += period) column[count++] = values[i]!;
    return count === 0 ? 0 : medianInPlace(column.subarray(0, count));
  });
}

/** The mean of each phase, in which older cycles have exponentially smaller weights. O(n). */
function recentMean(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const weights = new Float64Array(period);
  const cycles = Math.ceil(values.length / period);
  for (let i = 0; i < values.length; i++) {
    const weight = cycleDecay ** (cycles - 1 - Math.floor(i / period));
    sums[i % period]! += weight * values[i]!;
    weights[i % period]! += weight;
  }
  return sums.map((sum, phase) => (weights[phase]! > 0 ? sum / weights[phase]! : 0));
}

/** Fits one season after the other to what is left around a moving level. O(n log n). */
export function fitSeason(g: Float64Array, periods: readonly number[], kind: 'median' | 'recent'): SeasonFit {
  const rest = g.slice();
  const profiles = periods.map((period) => {
    const level = runningMedian(rest, period);
    const around = rest.map((value, i) => value - level[i]!);
    const profile = smoothCycle(kind === 'median' ? phaseMedian(around, period) : recentMean(around, period), cycleSmoothing(period));
    for (let i = 0; i < g.length; i++) rest[i]! -= profile[i % period]!;
    return profile;
  });
  return { at: (index) => profiles.reduce((sum, profile) => sum + profile[index % profile.length]!, 0), rest };
}

/** Repeats the last cycle of the longest period; without a period, the median of the last 15 points. */
export function lastCycle(g: Float64Array, periods: readonly number[], horizon: number): Float64Array {
  const period = Math.max(1, ...periods);
  if (period === 1) return new Float64Array(horizon).fill(median(g.subarray(Math.max(0, g.length - levelPoints))));
  const cycle = smoothCycle(g.slice(g.length - period), cycleSmoothing(period));
  return Float64Array.from({ length: horizon }, (_, k) => cycle[k % period]!);
}
