/** How the times of points are ordered. */
export interface TimeOrder {
  /** The points in the order of time, equal times in the given order; undefined where they are in order. */
  readonly order: Int32Array | undefined;
  /** How many points have the time of another point before them. */
  readonly repeated: number;
}

/** The order of times, and how many repeat. O(n) for times in order, else O(n log n). */
export function timeOrder(times: readonly bigint[]): TimeOrder {
  const ordered = times.every((time, i) => i === 0 || times[i - 1]! <= time);
  const order = ordered
    ? undefined
    : Int32Array.from(times.keys()).sort((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
  const timeAt = (k: number): bigint => times[order ? order[k]! : k]!;
  let repeated = 0;
  for (let k = 1; k < times.length; k++) if (timeAt(k) === timeAt(k - 1)) repeated++;
  return { order, repeated };
}
