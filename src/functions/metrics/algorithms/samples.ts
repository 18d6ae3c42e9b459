/** Samples of one series in the order of time, of which those from `from` to before `to` lie in a range. Times are milliseconds. */
export interface Samples {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
}

/** How a change over a range is computed. */
export interface ChangeKind {
  /** Whether the value only grows, so that a fall is a restart from zero. */
  readonly counter: boolean;
  /** Whether the change is one per second. */
  readonly perSecond: boolean;
}

/** By how much the value changed from the first to the last sample; of a counter, restarts taken into account. */
export function changeOf({ values, from, to }: Samples, counter: boolean): number {
  let change = values[to - 1]! - values[from]!;
  if (counter) for (let i = from + 1; i < to; i++) if (values[i]! < values[i - 1]!) change += values[i - 1]!;
  return change;
}

/** The factor by which {@link changeOf} is multiplied, so that it stands for the whole range (Prometheus, `extrapolatedRate`); the range begins after `start`, in milliseconds. */
export function extrapolation({ times, values, from, to }: Samples, change: number, counter: boolean, start: number, end: number): number {
  const first = times[from]!;
  const last = times[to - 1]!;
  const sampled = (last - first) / 1000;
  const between = sampled / (to - from - 1);
  const threshold = between * 1.1;
  let before = (first - start) / 1000;
  let after = (end - last) / 1000;
  if (before >= threshold) before = between / 2;
  // A counter is not below zero: where it would have been zero, it began.
  if (counter && change > 0 && values[from]! >= 0) before = Math.min(before, sampled * (values[from]! / change));
  if (after >= threshold) after = between / 2;
  return (sampled + before + after) / sampled;
}

/** The change over a range that begins after `start` and ends with `end`, in milliseconds, as Prometheus extrapolates it; undefined for fewer than two samples. */
export function extrapolatedChange(samples: Samples, { counter, perSecond }: ChangeKind, start: number, end: number): number | undefined {
  const { times, from, to } = samples;
  if (to - from < 2 || times[to - 1] === times[from]) return undefined;
  const change = changeOf(samples, counter);
  const whole = change * extrapolation(samples, change, counter, start, end);
  return perSecond ? whole / ((end - start) / 1000) : whole;
}

/** The change between the last two samples; undefined for fewer. */
export function instantChange({ times, values, to, from }: Samples, { counter, perSecond }: ChangeKind): number | undefined {
  if (to - from < 2) return undefined;
  const last = values[to - 1]!;
  const previous = values[to - 2]!;
  const elapsed = (times[to - 1]! - times[to - 2]!) / 1000;
  if (elapsed === 0) return undefined;
  const change = counter && last < previous ? last : last - previous;
  return perSecond ? change / elapsed : change;
}
