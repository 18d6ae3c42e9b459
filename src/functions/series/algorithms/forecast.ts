import { type Anomalies, defaultConfidence, findAnomalies } from './anomalies.ts';
import { chooseScale, logarithm } from './fitting-scale.ts';
import { fillLinear } from './gaps.ts';
import { median, quantile } from './order-statistics.ts';
import { runningMedian } from './running-median.ts';
import { fitSeason, lastCycle } from './season-fit.ts';
import { segmentsOf } from './segments.ts';

export interface ForecastOptions {
  /** Periods in points; detected if undefined. */
  readonly periods: readonly number[] | undefined;
  /** The fraction of future values that the interval is to contain, 0 to 1. */
  readonly width: number;
  /** `multiplicative` fits the logarithm; if undefined, the scale is chosen by the data. */
  readonly mode: 'additive' | 'multiplicative' | undefined;
}

/** What the model says of history and future, in one array each, and the interval around it. */
export interface Forecast {
  readonly fitted: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly periods: readonly number[];
}

/** Forecasts `horizon` points after the end of a series. */
type Model = (g: Float64Array, periods: readonly number[], horizon: number) => Float64Array;

/** Seasons plus the level at the end: the median of what they leave over the last `fraction` of a period, at least `minPoints`. */
const seasonsAndLevel =
  (kind: 'median' | 'recent', fraction: number, minPoints: number): Model =>
  (g, periods, horizon) => {
    const { at, rest } = fitSeason(g, periods, kind);
    const window = Math.max(Math.floor((periods[0] ?? 0) * fraction), Math.min(g.length, minPoints));
    const base = median(rest.subarray(Math.max(0, g.length - window)));
    return Float64Array.from({ length: horizon }, (_, k) => at(g.length + k) + base);
  };

/** The models that are tried: the right level differs, and which one is right shows only on the series itself (decision 15). */
const models: readonly Model[] = [
  seasonsAndLevel('median', 1, 60),
  seasonsAndLevel('median', 1 / 4, 30),
  seasonsAndLevel('median', 1 / 16, 30),
  seasonsAndLevel('recent', 1, 60),
  lastCycle,
];

/** The most trials, the fewest points that a model is fitted to in one, and the shortest future that it forecasts. */
const maxTrials = 12;
const minTrialPoints = 16;
const minTrialHorizon = 4;
/** Trials may overlap: one future starts this many times within the length of another. */
const trialOverlap = 4;
/** Models whose error is at most this multiple of the least are averaged (decision 15). */
const maxRelativeError = 1.05;
/** The interval is that of the errors in the trials times this, since the models were chosen by these very trials (decision 15). */
const intervalFactor = 1.15;
/** Fewer errors than this give no interval; the residuals of the history do then. */
const minErrors = 20;
/** Without a period, the fitted level is a running median of this many points. */
const levelWindow = 30;
/** Faults of up to this many points, or this part of the series, are not learned … */
const maxFaultPoints = 3;
const faultParts = 50;
/** … unless they reach into this part at the end of the series. */
const endParts = 20;

/** The ends of history at which the models are tried on values that are known, and the length of the future there. */
function trials(n: number, horizon: number, longest: number): { readonly ends: readonly number[]; readonly trialHorizon: number } {
  const minHistory = Math.max(2 * longest, n >> 1, minTrialPoints);
  const trialHorizon = Math.min(horizon, Math.max(minTrialHorizon, n - minHistory));
  const room = n - trialHorizon - minHistory;
  if (room < 0) return { ends: [], trialHorizon };
  const count = Math.min(maxTrials, 1 + Math.floor((trialOverlap * room) / trialHorizon));
  const endOf = (k: number): number => n - trialHorizon - Math.floor((room * k) / Math.max(1, count - 1));
  return { ends: Array.from({ length: count }, (_, k) => endOf(k)), trialHorizon };
}

const mean = (all: readonly Float64Array[]): Float64Array => all[0]!.map((_, i) => all.reduce((sum, one) => sum + one[i]!, 0) / all.length);

/**
 * Forecasts `horizon` points of a series (NaN marks gaps). Short faults are removed, and seasons and level are fitted on the scale that suits the
 * data; several models are tried at earlier ends of the history, and those within 5 % of the best are averaged. The interval contains the fraction
 * `width` of the errors that the same average made there, by thirds of the horizon. Non-negative series stay non-negative. O(trials · n log n).
 */
export function forecastSeries(values: Float64Array, horizon: number, { periods: given, width, mode }: ForecastOptions): Forecast {
  const anomalies = findAnomalies(values, { confidence: defaultConfidence, direction: 'both', periods: given });
  const filled = fillLinear(withoutFaults(values, anomalies));
  const n = filled.length;
  const scale = mode === 'multiplicative' ? logarithm(filled) : mode === 'additive' ? { forward: same, back: same } : chooseScale(filled);
  const g = filled.map(scale.forward);
  const { periods } = anomalies;
  const { ends, trialHorizon } = trials(n, horizon, Math.max(1, ...periods));
  const tried = models.map((model) => ends.map((end) => model(g.subarray(0, end), periods, trialHorizon)));
  const errors = tried.map((runs) => runs.reduce((sum, run, t) => sum + absoluteError(run, values, ends[t]!, scale.back), 0));
  const chosen = models.map((_, m) => m).filter((m) => errors[m]! <= maxRelativeError * Math.min(...errors));
  const future = mean(chosen.map((m) => models[m]!(g, periods, horizon)));
  const { at, rest } = fitSeason(g, periods, 'median');
  const smooth = runningMedian(rest, Math.max(3, Math.min(periods[0] ?? levelWindow, n >> 2)));
  const middle = new Float64Array(n + horizon);
  for (let i = 0; i < n; i++) middle[i] = smooth[i]! + at(i);
  middle.set(future, n);
  const bands = [0, 1, 2].map((third) => {
    const trialErrors = ends.flatMap((end, t) => errorsOf(mean(chosen.map((m) => tried[m]![t]!)), g, values, end, third));
    const all = Float64Array.from(trialErrors.length >= minErrors ? trialErrors : g.map((value, i) => value - middle[i]!));
    return [intervalFactor * quantile(all, (1 - width) / 2), intervalFactor * quantile(all, (1 + width) / 2)] as const;
  });
  const min = filled.every((value) => value >= 0) ? 0 : Number.NEGATIVE_INFINITY;
  const back = (value: number): number => Math.max(min, scale.back(value));
  const third = (i: number): number => (i < n ? 0 : Math.min(2, Math.floor((3 * (i - n)) / horizon)));
  return {
    fitted: middle.map(back),
    lower: middle.map((value, i) => back(Math.min(value, value + bands[third(i)]![0]))),
    upper: middle.map((value, i) => back(Math.max(value, value + bands[third(i)]![1]))),
    periods,
  };
}

/** Replaces short faults that are over by what was expected. Longer ones, and those near the end, stay: they may be the new normal. */
function withoutFaults(values: Float64Array, anomalies: Anomalies): Float64Array {
  const n = values.length;
  const out = values.slice();
  for (const { begin, end, flagged } of segmentsOf(anomalies)) {
    if (end - begin + 1 > Math.max(maxFaultPoints, n / faultParts) || end >= n - n / endParts) continue;
    for (const i of flagged) out[i] = anomalies.baseline[i]!;
  }
  return out;
}

const same = (value: number): number => value;

/** The sum of the absolute errors of a run, in the units of the data, where there is a value. */
function absoluteError(run: Float64Array, values: Float64Array, end: number, back: (g: number) => number): number {
  let sum = 0;
  for (let k = 0; k < run.length; k++) {
    const value = values[end + k]!;
    if (!Number.isNaN(value)) sum += Math.abs(value - back(run[k]!));
  }
  return sum;
}

/** The errors of a run within one third of its horizon, where there is a value. */
function errorsOf(run: Float64Array, g: Float64Array, values: Float64Array, end: number, third: number): number[] {
  const errors: number[] = [];
  for (let k = Math.floor((run.length * third) / 3); k < Math.floor((run.length * (third + 1)) / 3); k++)
    if (!Number.isNaN(values[end + k]!)) errors.push(g[end + k]! - run[k]!);
  return errors;
}
