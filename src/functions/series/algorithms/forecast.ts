import { type Anomalies, findAnomalies } from './anomalies.ts';
import { chooseScale, logarithm } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { median, quantile } from './order-statistics.ts';
import { runningMedian } from './running-median.ts';
import { fitSeason, lastCycle } from './season-fit.ts';
import { stretchesOf } from './stretches.ts';

export interface ForecastOptions {
  /** Periods in points; looked for where undefined. */
  readonly periods: readonly number[] | undefined;
  /** The share of futures that the interval is to hold, 0 to 1. */
  readonly width: number;
  /** `multiplicative` fits the logarithm; undefined lets the data choose the scale. */
  readonly mode: 'additive' | 'multiplicative' | undefined;
}

/** History and future in one: what the model says of both, and the interval around it. */
export interface Forecast {
  readonly fitted: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly periods: readonly number[];
}

/** Foretells `horizon` points after the end of a series. */
type Model = (g: Float64Array, periods: readonly number[], horizon: number) => Float64Array;

/** Seasons plus the median of what they leave over the last `share` of a period, at least `least` points. */
const level =
  (kind: 'median' | 'young', share: number, least: number): Model =>
  (g, periods, horizon) => {
    const { at, rest } = fitSeason(g, periods, kind);
    const window = Math.max(Math.floor((periods[0] ?? 0) * share), Math.min(g.length, least));
    const base = median(rest.subarray(Math.max(0, g.length - window)));
    return Float64Array.from({ length: horizon }, (_, k) => at(g.length + k) + base);
  };

const models: readonly Model[] = [
  level('median', 1, 60),
  level('median', 1 / 4, 30),
  level('median', 1 / 16, 30),
  level('young', 1, 60),
  lastCycle,
];

/** Ends of the history from which the models are tried on what is known: up to twelve, each with a future of its own. */
function trials(n: number, horizon: number, longest: number): { readonly ends: readonly number[]; readonly reach: number } {
  const least = Math.max(2 * longest, n >> 1, 16);
  const reach = Math.min(horizon, Math.max(4, n - least));
  const room = n - reach - least;
  if (room < 0) return { ends: [], reach };
  const count = Math.min(12, 1 + Math.floor((4 * room) / reach));
  return { ends: Array.from({ length: count }, (_, k) => n - reach - Math.floor((room * k) / Math.max(1, count - 1))), reach };
}

const mean = (all: readonly Float64Array[]): Float64Array => all[0]!.map((_, i) => all.reduce((sum, one) => sum + one[i]!, 0) / all.length);

/**
 * Foretells `horizon` points of a series (NaN marks gaps). Short faults are taken out, seasons and level are fitted in the scale that suits the data; several ways to take the
 * level are tried from earlier ends, and those within 5 % of the best are averaged. The interval holds the share `width` of the errors
 * that the same average made there, by thirds of the horizon. Non-negative series stay so. O(trials · n log n).
 */
export function forecastSeries(values: Float64Array, horizon: number, { periods: given, width, mode }: ForecastOptions): Forecast {
  const anomalies = findAnomalies(values, { confidence: 0.005, direction: 'both', periods: given });
  const filled = fillLinear(withoutFaults(values, anomalies));
  const n = filled.length;
  const scale = mode === 'multiplicative' ? logarithm(filled) : mode === 'additive' ? { forward: same, back: same } : chooseScale(filled);
  const g = filled.map(scale.forward);
  const { periods } = anomalies;
  const { ends, reach } = trials(n, horizon, Math.max(1, ...periods));
  const tried = models.map((model) => ends.map((end) => model(g.subarray(0, end), periods, reach)));
  const costs = tried.map((runs) => runs.reduce((sum, run, t) => sum + missedBy(run, values, ends[t]!, scale.back), 0));
  const chosen = models.map((_, m) => m).filter((m) => costs[m]! <= 1.05 * Math.min(...costs));
  const future = mean(chosen.map((m) => models[m]!(g, periods, horizon)));
  const { at, rest } = fitSeason(g, periods, 'median');
  const smooth = runningMedian(rest, Math.max(3, Math.min(periods[0] ?? 30, n >> 2)));
  const middle = new Float64Array(n + horizon);
  for (let i = 0; i < n; i++) middle[i] = smooth[i]! + at(i);
  middle.set(future, n);
  const bands = [0, 1, 2].map((third) => {
    const errors = ends.flatMap((end, t) => errorsOf(mean(chosen.map((m) => tried[m]![t]!)), g, values, end, third));
    const all = Float64Array.from(errors.length >= 20 ? errors : g.map((value, i) => value - middle[i]!));
    return [kindness * quantile(all, (1 - width) / 2), kindness * quantile(all, (1 + width) / 2)] as const;
  });
  const least = filled.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const back = (value: number): number => Math.max(least, scale.back(value));
  const third = (i: number): number => (i < n ? 0 : Math.min(2, Math.floor((3 * (i - n)) / horizon)));
  return {
    fitted: middle.map(back),
    lower: middle.map((value, i) => back(Math.min(value, value + bands[third(i)]![0]))),
    upper: middle.map((value, i) => back(Math.max(value, value + bands[third(i)]![1]))),
    periods,
  };
}

/** Short faults that are over do not come again: the expected values take their places. What lasts, or goes on at the end, stays. */
function withoutFaults(values: Float64Array, anomalies: Anomalies): Float64Array {
  const n = values.length;
  const out = values.slice();
  for (const { begin, end, flagged } of stretchesOf(anomalies)) {
    if (end - begin + 1 > Math.max(3, n / 50) || end >= n - n / 20) continue;
    for (const i of flagged) out[i] = anomalies.baseline[i]!;
  }
  return out;
}

/** The errors of ways that were chosen by these very trials are a little too small. */
const kindness = 1.15;

const same = (value: number): number => value;

function missedBy(run: Float64Array, values: Float64Array, end: number, back: (g: number) => number): number {
  let sum = 0;
  for (let k = 0; k < run.length; k++) {
    const value = values[end + k]!;
    if (!Number.isNaN(value)) sum += Math.abs(value - back(run[k]!));
  }
  return sum;
}

/** The errors of a run within one third of its horizon, where there was a value. */
function errorsOf(run: Float64Array, g: Float64Array, values: Float64Array, end: number, third: number): number[] {
  const errors: number[] = [];
  for (let k = Math.floor((run.length * third) / 3); k < Math.floor((run.length * (third + 1)) / 3); k++)
    if (!Number.isNaN(values[end + k]!)) errors.push(g[end + k]! - run[k]!);
  return errors;
}
