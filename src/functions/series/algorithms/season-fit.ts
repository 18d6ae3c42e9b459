import { median, medianDeviation, medianInPlace } from './order-statistics.ts';
import { movingMean, runningMedian } from './running-median.ts';

/** Seasons of a series that go on after its end. */
export interface SeasonFit {
  /** The season at a place, which may lie after the end. */
  readonly at: (place: number) => number;
  /** The series without its seasons. */
  readonly rest: Float64Array;
}

/** A moving mean of a cycle that goes around, but for phases that clearly stand out (a job that runs by the clock). O(period). */
export function smoothCycle(profile: Float64Array, width: number): Float64Array {
  if (width < 2) return profile;
  const n = profile.length;
  const half = width >> 1;
  const around = Float64Array.from({ length: n + 2 * half }, (_, i) => profile[(((i - half) % n) + n) % n]!);
  const smooth = movingMean(around, 2 * half + 1).subarray(half, half + n);
  const error = profile.map((value, i) => value - smooth[i]!);
  const scale = 1.4826 * Math.max(medianDeviation(error), 1e-12);
  return profile.map((value, i) => (Math.abs(error[i]!) > 5 * scale ? value : smooth[i]!));
}

/** The usual width for smoothing a cycle. */
export const cycleSmoothing = (period: number): number => Math.floor(period / 72);

/** The median of every phase. O(n). */
export function phaseMedian(values: Float64Array, period: number): Float64Array {
  const column = new Float64Array(Math.ceil(values.length / period));
  return Float64Array.from({ length: period }, (_, phase) => {
    let count = 0;
    for (let i = phase; i < values.length; i += period) column[count++] = values[i]!;
    return count === 0 ? 0 : medianInPlace(column.subarray(0, count));
  });
}

/** The mean of every phase in which each cycle counts 0.75 of the next younger one. O(n). */
function youngMean(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const weights = new Float64Array(period);
  const cycles = Math.ceil(values.length / period);
  for (let i = 0; i < values.length; i++) {
    const weight = 0.75 ** (cycles - 1 - Math.floor(i / period));
    sums[i % period]! += weight * values[i]!;
    weights[i % period]! += weight;
  }
  return sums.map((sum, phase) => (weights[phase]! > 0 ? sum / weights[phase]! : 0));
}

/** Fits one season after the other to what runs around a moving level. O(n log n). */
export function fitSeason(g: Float64Array, periods: readonly number[], kind: 'median' | 'young'): SeasonFit {
  const rest = g.slice();
  const profiles = periods.map((period) => {
    const level = runningMedian(rest, period);
    const around = rest.map((value, i) => value - level[i]!);
    const profile = smoothCycle(kind === 'median' ? phaseMedian(around, period) : youngMean(around, period), cycleSmoothing(period));
    for (let i = 0; i < g.length; i++) rest[i]! -= profile[i % period]!;
    return profile;
  });
  return { at: (place) => profiles.reduce((sum, profile) => sum + profile[place % profile.length]!, 0), rest };
}

/** The last cycle of the longest period once more; without one, the median of the last 15 points. */
export function lastCycle(g: Float64Array, periods: readonly number[], horizon: number): Float64Array {
  const period = Math.max(1, ...periods);
  if (period === 1) return new Float64Array(horizon).fill(median(g.subarray(Math.max(0, g.length - 15))));
  const cycle = smoothCycle(g.slice(g.length - period), cycleSmoothing(period));
  return Float64Array.from({ length: horizon }, (_, k) => cycle[k % period]!);
}
