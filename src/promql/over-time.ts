import { type ChangeKind, extrapolatedChange, instantChange, type Samples } from '../functions/metrics/algorithms/samples.ts';
import { extremeOf, meanOf, quantileOf, sumOf, varianceOf } from './sums.ts';

/** The range of a range vector at an instant, in milliseconds; its start is not in it. */
export interface Range {
  readonly start: number;
  readonly end: number;
  /** When it is asked, without offsets. */
  readonly now: number;
}

/** What a function of a range vector gives for one series; undefined for nothing. */
type OverTime = (samples: Samples, range: Range, numbers: readonly number[]) => number | undefined;

const valuesOf = ({ values, from, to }: Samples): number[] => Array.from({ length: to - from }, (_, i) => values[from + i]!);

const extrapolated =
  (kind: ChangeKind): OverTime =>
  (samples, { start, end }) =>
    extrapolatedChange(samples, kind, start, end);
const atEnd =
  (kind: ChangeKind): OverTime =>
  (samples) =>
    instantChange(samples, kind);
const ofValues =
  (compute: (values: readonly number[]) => number): OverTime =>
  (samples) =>
    compute(valuesOf(samples));

/** How often one of two values that follow each other is said to count. */
const countPairs =
  (counts: (before: number, value: number) => boolean): OverTime =>
  ({ values, from, to }) => {
    let count = 0;
    for (let i = from + 1; i < to; i++) if (counts(values[i - 1]!, values[i]!)) count++;
    return count;
  };

/** The straight line with the least squares through samples: slope per second, and value at an instant. */
function lineOf({ times, values, from, to }: Samples, at: number): { readonly slope: number; readonly value: number } | undefined {
  if (to - from < 2) return undefined;
  const n = to - from;
  const xs = Array.from({ length: n }, (_, i) => (times[from + i]! - at) / 1000);
  const ys = Array.from({ length: n }, (_, i) => values[from + i]!);
  if (ys.every((y) => y === ys[0])) return Number.isFinite(ys[0]!) ? { slope: 0, value: ys[0]! } : { slope: Number.NaN, value: Number.NaN };
  const sumX = sumOf(xs);
  const sumY = sumOf(ys);
  const xy = sumOf(xs.map((x, i) => x * ys[i]!)) - (sumX * sumY) / n;
  const xx = sumOf(xs.map((x) => x * x)) - (sumX * sumX) / n;
  const slope = xy / xx;
  return { slope, value: sumY / n - (slope * sumX) / n };
}

/** Holt's smoothing of level and trend: the level at the last sample. */
function smoothed({ values, from, to }: Samples, factor: number, trendFactor: number): number | undefined {
  if (to - from < 2) return undefined;
  let before = 0;
  let level = values[from]!;
  let trend = values[from + 1]! - level;
  for (let i = from + 1; i < to; i++) {
    if (i > from + 1) trend = trendFactor * (level - before) + (1 - trendFactor) * trend;
    before = level;
    level = factor * values[i]! + (1 - factor) * (level + trend);
  }
  return level;
}

/** The place of the extreme value, the last of equal ones. */
function timeOfExtreme(better: (a: number, b: number) => boolean): OverTime {
  return ({ times, values, from, to }) => {
    let best = from;
    for (let i = from; i < to; i++) if (better(values[i]!, values[best]!) || Number.isNaN(values[best]!)) best = i;
    return times[best]! / 1000;
  };
}

const larger = (a: number, b: number): boolean => a > b;
const smaller = (a: number, b: number): boolean => a < b;

/** The functions of range vectors; the further arguments are `numbers`. */
export const overTime: Readonly<Record<string, OverTime>> = {
  rate: extrapolated({ counter: true, perSecond: true }),
  increase: extrapolated({ counter: true, perSecond: false }),
  delta: extrapolated({ counter: false, perSecond: false }),
  irate: atEnd({ counter: true, perSecond: true }),
  idelta: atEnd({ counter: false, perSecond: false }),
  deriv: (samples) => lineOf(samples, samples.times[samples.from]!)?.slope,
  predict_linear(samples, { now }, [seconds]) {
    const line = lineOf(samples, now);
    return line && line.value + line.slope * seconds!;
  },
  double_exponential_smoothing: (samples, _, [factor, trendFactor]) => smoothed(samples, factor!, trendFactor!),
  changes: countPairs((before, value) => before !== value && !(Number.isNaN(before) && Number.isNaN(value))),
  resets: countPairs((before, value) => value < before),
  avg_over_time: ofValues(meanOf),
  sum_over_time: ofValues(sumOf),
  min_over_time: ofValues((values) => extremeOf(values, smaller)),
  max_over_time: ofValues((values) => extremeOf(values, larger)),
  count_over_time: ({ from, to }) => to - from,
  stddev_over_time: ofValues((values) => Math.sqrt(varianceOf(values))),
  stdvar_over_time: ofValues(varianceOf),
  mad_over_time: ofValues((values) => {
    const median = quantileOf(0.5, values);
    return quantileOf(
      0.5,
      values.map((value) => Math.abs(value - median)),
    );
  }),
  quantile_over_time: (samples, _, [fraction]) => quantileOf(fraction!, valuesOf(samples)),
  last_over_time: ({ values, to }) => values[to - 1],
  first_over_time: ({ values, from }) => values[from],
  present_over_time: () => 1,
  ts_of_first_over_time: ({ times, from }) => times[from]! / 1000,
  ts_of_last_over_time: ({ times, to }) => times[to - 1]! / 1000,
  ts_of_max_over_time: timeOfExtreme((a, b) => a >= b),
  ts_of_min_over_time: timeOfExtreme((a, b) => a <= b),
};
