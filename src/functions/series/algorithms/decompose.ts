import { chooseScale } from './fitting-scale.ts';
import { median, quantile } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { runningMedian } from './running-median.ts';
import { cycleSmoothing, phaseMedian, smoothCycle } from './season-fit.ts';

/** A series taken apart. All arrays have its length and its units; baseline = what was expected. */
export interface Decomposition {
  readonly baseline: Float64Array;
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  /** The level of the season alone: the baseline at the median trend. */
  readonly seasonalLevel: Float64Array;
  readonly residual: Float64Array;
  /** The lengths of the seasons in points. */
  readonly periods: readonly number[];
}

/** The profile of a season: phase medians, smoothed but for phases that stand out. */
function profileOf(detrended: Float64Array, period: number): Float64Array {
  return center(smoothCycle(phaseMedian(detrended, period), cycleSmoothing(period)));
}

function center(profile: Float64Array): Float64Array {
  const middle = median(profile);
  return profile.map((value) => value - middle);
}

function residualSize(residual: Float64Array): number {
  const size = residual.map(Math.abs);
  return median(size) + quantile(size, 0.8);
}

/**
 * Splits a series without gaps into trend, seasons and the rest. Level and season are fitted in the scale that suits the
 * data and the residual is taken in the data's own units, where spikes keep their size. The trend is a running median and
 * is used only where it pays. `given` names the periods instead of looking for them. O(n log n).
 */
export function decompose(values: Float64Array, given?: readonly number[]): Decomposition {
  const n = values.length;
  const scale = chooseScale(values);
  const g = values.map(scale.forward);
  const periods = (given ?? detectPeriods(g).map((period) => period.length)).filter((p) => p >= 2 && p <= n / 2);
  const season = new Float64Array(n);
  for (const period of periods) {
    const rest = g.map((value, i) => value - season[i]!);
    const profile = new Float64Array(period);
    for (let round = 0; round < 2; round++) {
      const without = rest.map((value, i) => value - profile[i % period]!);
      const level = runningMedian(without, period);
      const found = profileOf(
        rest.map((value, i) => value - level[i]!),
        period,
      );
      profile.set(found);
    }
    for (let i = 0; i < n; i++) season[i]! += profile[i % period]!;
  }
  const deseasoned = g.map((value, i) => value - season[i]!);
  const middle = median(deseasoned);
  const window = Math.max(periods[0] ?? 0, Math.min(1441, Math.floor(n / 5)));
  const moving = runningMedian(deseasoned, Math.max(3, window));
  const flat = residualSize(deseasoned.map((value) => value - middle));
  const bent = residualSize(deseasoned.map((value, i) => value - moving[i]!));
  const trend = bent < 0.93 * flat ? moving : new Float64Array(n).fill(middle);
  const baseline = trend.map((value, i) => scale.back(value + season[i]!));
  const typical = median(trend);
  const seasonalLevel = season.map((value) => scale.back(typical + value));
  const trendRaw = trend.map(scale.back);
  return {
    baseline,
    trend: trendRaw,
    seasonal: baseline.map((value, i) => value - trendRaw[i]!),
    seasonalLevel,
    // What the way to the fitting scale and back leaves is no residual.
    residual: values.map((value, i) => (Math.abs(value - baseline[i]!) > 1e-9 * Math.abs(value) + 1e-12 ? value - baseline[i]! : 0)),
    periods,
  };
}
