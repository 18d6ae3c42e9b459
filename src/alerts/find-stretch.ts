import type { Stretch } from './state.ts';

/** A series; an even one, as `make-series` with a step makes it. */
export interface Series {
  /** Nanoseconds since 1970. */
  readonly times: readonly bigint[];
  readonly values: readonly (number | null)[];
}

/** What the detector says of each point of a series. */
export interface Judgement {
  /** 0 is normal. */
  readonly scores: readonly (number | null)[];
  readonly baseline: readonly (number | null)[];
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
}

/** An odd stretch that reaches the present, with how odd it is. */
export interface FoundStretch extends Stretch {
  /** How many of its points are odd. */
  readonly points: number;
  /** The sum of what is more, or less, than expected. */
  readonly excess: number;
}

/** What a look at a rule's series has found. */
export interface Finding {
  readonly stretch: FoundStretch;
  /** The series: the name of its values, and its tags. */
  readonly series: string;
}

/** So many steps that are not odd do not end a stretch. */
const maxGap = 2;
/** Fewer points say nothing of what is normal. */
export const minPoints = 20;

/** The last step of a series that is over at `now`, milliseconds since 1970; -1 if none is. A step that is not over has too little of everything. */
export function lastWholeStep({ times }: Series, now: number, step: number): number {
  let end = times.length - 1;
  while (end >= 0 && Number(times[end]! / 1_000_000n) + step > now) end--;
  return end;
}

/** How many of the last steps a part is judged by, and how many standard deviations are worth a look. */
const recent = 3;
const worthALook = 3;

/** Whether the last steps of a part are so far from the usual that the detector should look at them; `share` is the least that counts, per step. */
export function mayBeOdd(series: Series, now: number, step: number, share: number): boolean {
  const end = lastWholeStep(series, now, step);
  if (end + 1 < minPoints) return false;
  const values = Array.from({ length: end + 1 }, (_, i) => series.values[i] ?? 0);
  const median = medianOf(values);
  const spread = Math.max(1.4826 * medianOf(values.map((value) => Math.abs(value - median))), Math.sqrt(Math.abs(median)));
  let far = 0;
  let excess = 0;
  for (let i = end - recent + 1; i <= end; i++) {
    if (Math.abs(values[i]! - median) > worthALook * spread) far++;
    excess += values[i]! - median;
  }
  return far > 1 && Math.abs(excess) > 0.5 * share * recent;
}

function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? 0;
}

/** The odd stretch that reaches the last step before `now`, milliseconds since 1970, or the step before that. */
export function findStretch(
  series: Series,
  { scores, baseline, lower, upper }: Judgement,
  now: number,
  step: number,
): FoundStretch | undefined {
  const { times, values } = series;
  const end = lastWholeStep(series, now, step);
  if (end + 1 < minPoints) return undefined;
  // Of what the detector flags, only what leaves its band counts: a new level within it does not.
  const leaves = (i: number): boolean =>
    (values[i] ?? 0) > (upper[i] ?? Number.POSITIVE_INFINITY) || (values[i] ?? 0) < (lower[i] ?? Number.NEGATIVE_INFINITY);
  const isOdd = (i: number): boolean => (scores[i] ?? 0) > 0 && leaves(i);
  let last = end;
  while (last >= 0 && last > end - maxGap && !isOdd(last)) last--;
  if (last < 0 || !isOdd(last)) return undefined;
  const up = (values[last] ?? 0) >= (baseline[last] ?? 0);
  const sameSide = (i: number): boolean => isOdd(i) && (values[i] ?? 0) >= (baseline[i] ?? 0) === up;
  let first = last;
  for (let i = last - 1; i >= 0 && first - i <= maxGap + 1; i--) if (sameSide(i)) first = i;
  let points = 0;
  const sums = { value: 0, expected: 0, bound: 0 };
  for (let i = first; i <= last; i++) {
    if (!sameSide(i)) continue;
    points++;
    sums.value += values[i] ?? 0;
    sums.expected += baseline[i] ?? 0;
    sums.bound += (up ? upper[i] : lower[i]) ?? 0;
  }
  return {
    begin: Number(times[first]! / 1_000_000n),
    last: Number(times[last]! / 1_000_000n),
    points,
    value: sums.value / points,
    expected: sums.expected / points,
    bound: sums.bound / points,
    excess: sums.value - sums.expected,
  };
}
