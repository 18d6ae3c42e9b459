import { chooseScale } from './fitting-scale.ts';
import { median, quantile } from './order-statistics.ts';
import { detectPeriods } from './periods.ts';
import { runningMedian } from './running-median.ts';
import { cycleSmoothing, phaseMedian, smoothCycle } from './season-fit.ts';

/** The parts of a series, with its length and in its units: values = baseline + residual, baseline = trend + seasonal. */
export interface Decomposition {
  /** What was expected. */
  readonly baseline: Float64Array;
  readonly trend: Float64Array;
  readonly seasonal: Float64Array;
  /** The baseline at the median trend, which varies with the season only. */
  readonly seasonalLevel: Float64Array;
  readonly residual: Float64Array;
  /** The lengths of the seasons in points, in the order in which they are fitted. */
  readonly periods: readonly number[];
}

/** A season is fitted so many times, each time without the level that the last fit left. */
const rounds = 2;
/** The longest window of the trend: a day at steps of a minute, and one point so that it is odd. */
const maxTrendWindow = 1441;
/** The window is at most this part of a series. */
const trendParts = 5;
/** A moving trend is used only if it reduces the residual to this fraction or less (decision 10). */
const maxTrendResidual = 0.93;
/** The size of a residual is its median plus this quantile: the median alone ignores one half of the points. */
const residualQuantile = 0.8;
/** Residuals below these fractions of the value, or below this size, are rounding errors of the power transform and its inverse (decision 10). */
const [relativeRounding, absoluteRounding] = [1e-9, 1e-12];

/** The profile of a season: phase medians, smoothed except for phases that stand out; its median is 0. */
function profileOf(detrended: Float64Array, period: number): Float64Array {
  return center(smoothCycle(phaseMedian(detrended, period), cycleSmoothing(period)));
}

function center(profile: Float64Array): Float64Array {
  const middle = median(profile);
  return profile.map((value) => value - middle);
}

function residualSize(residual: Float64Array): number {
  const size = residual.map(Math.abs);
  return median(size) + quantile(size, residualQuantile);
}

/**
 * Splits a series without gaps into trend, seasons and residual. Level and season are fitted on the scale that suits the data, and the residual
 * is in the data's own units, where spikes keep their size. The trend is a running median if that makes the residual smaller, else constant.
 * Periods are detected unless `given`. O(n log n).
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
    for (let round = 0; round < rounds; round++) {
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
  const window = Math.max(periods[0] ?? 0, Math.min(maxTrendWindow, Math.floor(n / trendParts)));
  const moving = runningMedian(deseasoned, Math.max(3, window));
  const flat = residualSize(deseasoned.map((value) => value - middle));
  const followed = residualSize(deseasoned.map((value, i) => value - moving[i]!));
  const trend = followed < maxTrendResidual * flat ? moving : new Float64Array(n).fill(middle);
  const baseline = trend.map((value, i) => scale.back(value + season[i]!));
  const typical = median(trend);
  const seasonalLevel = season.map((value) => scale.back(typical + value));
  const trendRaw = trend.map(scale.back);
  return {
    baseline,
    trend: trendRaw,
    seasonal: baseline.map((value, i) => value - trendRaw[i]!),
    seasonalLevel,
    residual: values.map((value, i) =>
      Math.abs(value - baseline[i]!) > relativeRounding * Math.abs(value) + absoluteRounding ? value - baseline[i]! : 0,
    ),
    periods,
  };
}
