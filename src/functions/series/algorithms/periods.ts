import { autocorrelation } from './autocorrelation.ts';
import { median, medianDeviation } from './order-statistics.ts';
import { movingMean, runningSums } from './running-median.ts';

/** Numbers of points that a clock suggests: hours, half days, days and weeks at usual steps. */
const clockPeriods = [24, 48, 60, 96, 144, 168, 288, 336, 672, 1008, 1440, 2016, 10080];

/** A season that pays: its length in points and the gain it brings. */
export interface Period {
  readonly length: number;
  /** 1 - what it fails to explain of cycles it has not seen; 1 is perfect. */
  readonly gain: number;
}

/** The series cut at six median deviations and without its straight line, so that neither spikes nor a drift pass for a season. */
function flatten(values: Float64Array): Float64Array {
  const { length } = values;
  const center = median(values);
  const reach = 6 * Math.max(medianDeviation(values, center), 1e-12);
  const cut = values.map((value) => Math.min(center + reach, Math.max(center - reach, value)));
  const middle = (length - 1) / 2;
  let mean = 0;
  for (const value of cut) mean += value / length;
  let along = 0;
  let spread = 0;
  for (let i = 0; i < length; i++) {
    along += (i - middle) * (cut[i]! - mean);
    spread += (i - middle) * (i - middle);
  }
  const slope = spread > 0 ? along / spread : 0;
  return cut.map((value, i) => value - mean - slope * (i - middle));
}

/** Local maxima of the autocorrelation that stand out from the trough before them. */
function peaks(correlation: Float64Array, n: number, scale: number): number[] {
  const found: number[] = [];
  let trough = Number.POSITIVE_INFINITY;
  for (let lag = 2; lag < correlation.length; lag++) {
    const r = correlation[lag]!;
    trough = Math.min(trough, correlation[lag - 1]!);
    if (r < 0.15 || r < trough + 0.15 || r < 3 / Math.sqrt(n - lag * scale)) continue;
    const reach = Math.max(1, Math.round(lag * 0.1));
    let highest = true;
    for (let j = Math.max(1, lag - reach); j <= Math.min(correlation.length - 1, lag + reach) && highest; j++)
      if (correlation[j]! > r) highest = false;
    if (highest) found.push(lag * scale);
  }
  return found;
}

/** Candidate periods from the autocorrelation: short lags point by point, long ones over block means. */
function candidates(flat: Float64Array): number[] {
  const { length } = flat;
  const longest = Math.floor(length / 2);
  const short = autocorrelation(flat, Math.min(400, longest));
  const found = peaks(short, length, 1);
  const block = Math.max(1, Math.floor(length / 1500));
  const means = new Float64Array(Math.floor(length / block));
  for (let b = 0; b < means.length; b++) {
    let sum = 0;
    for (let i = 0; i < block; i++) sum += flat[b * block + i]!;
    means[b] = sum / block;
  }
  const long = autocorrelation(means, Math.floor(longest / block));
  for (const lag of peaks(long, length, block)) if (lag > 400) found.push(lag);
  // Where the correlation only fell so far, the series is smooth, and no cycle has closed.
  const risen = (correlation: Float64Array, lag: number): boolean => {
    const r = correlation[lag]!;
    return r > 0.05 && correlation.subarray(1, lag).some((before) => before < r - 2 / Math.sqrt(length));
  };
  const clocks = clockPeriods.filter((p) => p <= longest && (p <= 400 ? risen(short, p) : risen(long, Math.round(p / block))));
  // A clock's period is exact where a peak next to it is a guess.
  const others = found.filter((lag) => !clocks.some((p) => Math.abs(lag - p) <= 0.02 * p));
  return [...clocks, ...others].filter((p) => p >= 3 && p <= longest).sort((a, b) => a - b);
}

/**
 * How much of each cycle the other cycles predict, after taking off a moving mean of the period: the leave-one-cycle-out gain. `sums` are the
 * running sums of the series. O(n).
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
  const full = n % period; // phases before this one have a cycle more
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

const smoothingOf = (period: number): number => Math.floor(period / 72);

/** The best period of a flattened series, or undefined. A longer one must close 12 % of what a shorter one leaves, and a hundredth at least. */
function best(flat: Float64Array, least: number): Period | undefined {
  let chosen: (Period & { readonly raw: number }) | undefined;
  const sums = runningSums(flat);
  for (const length of candidates(flat)) {
    const smoothing = smoothingOf(length);
    const gain = seasonalGain(flat, sums, length, smoothing);
    if (gain <= (flat.length / length < 3 ? Math.max(0.15, least) : least)) continue;
    const raw = smoothing > 1 ? seasonalGain(flat, sums, length, 0) : gain;
    if (!chosen || 1 - raw < (1 - chosen.raw) * 0.88 - 0.01) chosen = { length, gain, raw };
  }
  return chosen && { length: chosen.length, gain: chosen.gain };
}

/**
 * Up to two seasons of a series without gaps. Candidates come from the autocorrelation and from clocks; a season must pay
 * by predicting cycles it has not seen, since a wrong one is worse than none. O(n log n + candidates · n).
 */
export function detectPeriods(values: Float64Array): Period[] {
  if (values.length < 16) return [];
  const flat = flatten(values);
  const first = best(flat, 0.06);
  if (!first) return [];
  const profile = phaseMeans(flat, first.length);
  const second = best(
    flat.map((value, i) => value - profile[i % first.length]!),
    0.15,
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

/** The unbiased autocorrelation of a series without gaps at one lag, spikes cut and its line taken off; 0 where it is negative. O(n log n). */
export function correlationAt(values: Float64Array, lag: number): number {
  return Math.min(1, Math.max(0, autocorrelation(flatten(values), lag)[lag]!));
}
