import { autocorrelation } from './autocorrelation.ts';
import { median, medianDeviation } from './order-statistics.ts';
import { movingMean, runningSums } from './running-median.ts';
import { cycleSmoothing } from './season-fit.ts';

/** Periods that a clock suggests: hours, half days, days and weeks at common steps, in points. */
const clockPeriods = [24, 48, 60, 96, 144, 168, 288, 336, 672, 1008, 1440, 2016, 10080];

/** A series with fewer points has no periods. */
const minPoints = 16;
/** The shortest candidate. */
const minPeriod = 3;
/** Values are clipped at this many median deviations from the median. */
const maxDeviations = 6;
/** A deviation below this counts as this, so that a mostly constant series is not clipped to nothing. */
const minDeviation = 1e-12;
/** A peak of the autocorrelation is at least this high, this much above the trough before it, and this many standard errors above 0 … */
const minPeak = 0.15;
const peakErrors = 3;
/** … and the highest within this fraction of its lag. */
const peakNeighbourhood = 0.1;
/** Autocorrelations are computed for lags up to this point by point, and beyond over block means, of which there are so many in a series. */
const maxShortLag = 400;
const blockMeans = 1500;
/** A clock's period is a candidate if its autocorrelation is at least this, and this many standard errors above that of a shorter lag (decision 10). */
const minClockCorrelation = 0.05;
const riseErrors = 2;
/** A candidate within this fraction of a clock's period is replaced by it: the clock's is exact, the peak is an estimate. */
const clockTolerance = 0.02;
/** The least gain of the first season and of a second one. */
const minFirstGain = 0.06;
const minSecondGain = 0.15;
/** With fewer cycles than this, a gain has to be larger: a trend can pass for half a cycle. */
const fewCycles = 3;
const minGainOfFewCycles = 0.15;
/** A longer period is preferred to a shorter one only if it reduces the error to this fraction, and by this much. */
const maxRelativeError = 0.88;
const minErrorReduction = 0.01;

/** A season: its length in points and its gain. */
export interface Period {
  readonly length: number;
  /** The fraction of the variation of each cycle that the other cycles predict; 1 is perfect. */
  readonly gain: number;
}

/** The series clipped at six median deviations and without its linear trend, so that neither spikes nor a drift pass for a season. */
function flatten(values: Float64Array): Float64Array {
  const { length } = values;
  const center = median(values);
  const limit = maxDeviations * Math.max(medianDeviation(values, center), minDeviation);
  const clipped = values.map((value) => Math.min(center + limit, Math.max(center - limit, value)));
  const middle = (length - 1) / 2;
  let mean = 0;
  for (const value of clipped) mean += value / length;
  let along = 0;
  let squares = 0;
  for (let i = 0; i < length; i++) {
    along += (i - middle) * (clipped[i]! - mean);
    squares += (i - middle) * (i - middle);
  }
  const slope = squares > 0 ? along / squares : 0;
  return clipped.map((value, i) => value - mean - slope * (i - middle));
}

/** The lags, times `scale`, of local maxima of the autocorrelation that stand out from the trough before them. */
function peaks(correlation: Float64Array, n: number, scale: number): number[] {
  const found: number[] = [];
  let trough = Number.POSITIVE_INFINITY;
  for (let lag = 2; lag < correlation.length; lag++) {
    const r = correlation[lag]!;
    trough = Math.min(trough, correlation[lag - 1]!);
    if (r < minPeak || r < trough + minPeak || r < peakErrors / Math.sqrt(n - lag * scale)) continue;
    const neighbours = Math.max(1, Math.round(lag * peakNeighbourhood));
    let highest = true;
    for (let j = Math.max(1, lag - neighbours); j <= Math.min(correlation.length - 1, lag + neighbours) && highest; j++)
      if (correlation[j]! > r) highest = false;
    if (highest) found.push(lag * scale);
  }
  return found;
}

/** Candidate periods in ascending order: peaks of the autocorrelation, and periods of clocks that it does not exclude. */
function candidates(flat: Float64Array): number[] {
  const { length } = flat;
  const longest = Math.floor(length / 2);
  const short = autocorrelation(flat, Math.min(maxShortLag, longest));
  const found = peaks(short, length, 1);
  const block = Math.max(1, Math.floor(length / blockMeans));
  const means = new Float64Array(Math.floor(length / block));
  for (let b = 0; b < means.length; b++) {
    let sum = 0;
    for (let i = 0; i < block; i++) sum += flat[b * block + i]!;
    means[b] = sum / block;
  }
  const long = autocorrelation(means, Math.floor(longest / block));
  for (const lag of peaks(long, length, block)) if (lag > maxShortLag) found.push(lag);
  // As long as the autocorrelation has only fallen, the series is smooth, and no cycle has closed.
  const risen = (correlation: Float64Array, lag: number): boolean => {
    const r = correlation[lag]!;
    return r > minClockCorrelation && correlation.subarray(1, lag).some((before) => before < r - riseErrors / Math.sqrt(length));
  };
  const clocks = clockPeriods.filter((p) => p <= longest && (p <= maxShortLag ? risen(short, p) : risen(long, Math.round(p / block))));
  const others = found.filter((lag) => !clocks.some((p) => Math.abs(lag - p) <= clockTolerance * p));
  return [...clocks, ...others].filter((p) => p >= minPeriod && p <= longest).sort((a, b) => a - b);
}

/**
 * The leave-one-cycle-out gain of a period: how much of each cycle the other cycles predict, around a moving mean. `sums` are the running sums of the
 * series; both sides are smoothed over `smoothing` points, if that is more than one. O(n).
 */
export function seasonalGain(flat: Float64Array, sums: Float64Array, period: number, smoothing: number): number {
  const n = flat.length;
  const half = period >> 1;
  let s: Float64Array = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const from = i < half ? 0 : i - half;
    const to = Math.min(n, i + half + 1);
    s[i] = flat[i]! - (sums[to]! - sums[from]!) / (to - from);
  }
  if (smoothing > 1) s = movingMean(s, smoothing);
  const phases = new Float64Array(period);
  let mean = 0;
  for (let from = 0; from < n; from += period) {
    const cycle = Math.min(period, n - from);
    for (let phase = 0; phase < cycle; phase++) {
      const value = s[from + phase]!;
      phases[phase]! += value;
      mean += value;
    }
  }
  mean /= n;
  const full = n % period; // phases before this one have one more cycle
  let missed = 0;
  let total = 0;
  for (let from = 0; from < n; from += period) {
    const cycle = Math.min(period, n - from);
    for (let phase = 0; phase < cycle; phase++) {
      const others = Math.floor(n / period) - (phase < full ? 0 : 1);
      if (others === 0) continue;
      const value = s[from + phase]!;
      missed += Math.abs(value - (phases[phase]! - value) / others);
      total += Math.abs(value - mean);
    }
  }
  return total > 0 ? 1 - missed / total : 0;
}

/** The best period of a flattened series with at least the given gain, or undefined. */
function best(flat: Float64Array, minGain: number): Period | undefined {
  let chosen: (Period & { readonly raw: number }) | undefined;
  const sums = runningSums(flat);
  for (const length of candidates(flat)) {
    const smoothing = cycleSmoothing(length);
    const gain = seasonalGain(flat, sums, length, smoothing);
    if (gain <= (flat.length / length < fewCycles ? Math.max(minGainOfFewCycles, minGain) : minGain)) continue;
    const raw = smoothing > 1 ? seasonalGain(flat, sums, length, 0) : gain;
    if (!chosen || 1 - raw < (1 - chosen.raw) * maxRelativeError - minErrorReduction) chosen = { length, gain, raw };
  }
  return chosen && { length: chosen.length, gain: chosen.gain };
}

/**
 * Detects up to two seasons of a series without gaps. Candidates come from the autocorrelation and from clocks; a season must predict
 * cycles that it was not fitted to, since a wrong season is worse than none. O(n log n + candidates · n).
 */
export function detectPeriods(values: Float64Array): Period[] {
  if (values.length < minPoints) return [];
  const flat = flatten(values);
  const first = best(flat, minFirstGain);
  if (!first) return [];
  const profile = phaseMeans(flat, first.length);
  const second = best(
    flat.map((value, i) => value - profile[i % first.length]!),
    minSecondGain,
  );
  return second && second.length !== first.length ? [first, second] : [first];
}

function phaseMeans(values: Float64Array, period: number): Float64Array {
  const sums = new Float64Array(period);
  const counts = new Float64Array(period);
  for (let i = 0; i < values.length; i++) {
    sums[i % period]! += values[i]!;
    counts[i % period]!++;
  }
  return sums.map((sum, phase) => sum / counts[phase]!);
}

/** The unbiased autocorrelation at one lag of a series without gaps, clipped and without its linear trend; 0 where it is negative. O(n log n). */
export function correlationAt(values: Float64Array, lag: number): number {
  return Math.min(1, Math.max(0, autocorrelation(flatten(values), lag)[lag]!));
}
