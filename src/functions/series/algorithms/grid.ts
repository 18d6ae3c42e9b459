/** Values on even steps, and where the given points are among them. */
export interface Grid {
  readonly values: Float64Array;
  /** By given point: its place on the grid; undefined where the points are the grid. */
  readonly places: Int32Array | undefined;
  /** Nanoseconds between neighbours; undefined without times. */
  readonly step: bigint | undefined;
}

/**
 * Puts points on an even grid, so that a missing row and a NULL say the same. The step is the most frequent distance. Points that do not lie on
 * such a grid, or would leave most of it empty, are taken as even as they are. `times` rise strictly. O(n log n).
 */
export function evenGrid(times: readonly bigint[] | undefined, values: Float64Array): Grid {
  if (!times || times.length < 2) return { values, places: undefined, step: undefined };
  const counts = new Map<bigint, number>();
  for (let i = 1; i < times.length; i++) {
    const distance = times[i]! - times[i - 1]!;
    counts.set(distance, (counts.get(distance) ?? 0) + 1);
  }
  const [[step]] = [...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)) as [[bigint, number]];
  const even = [...counts.keys()].every((distance) => distance % step === 0n);
  const length = (times.at(-1)! - times[0]!) / step + 1n;
  if (!even || counts.size === 1 || length > 4n * BigInt(times.length)) return { values, places: undefined, step };
  const places = Int32Array.from(times, (time) => Number((time - times[0]!) / step));
  const grid = new Float64Array(Number(length)).fill(Number.NaN);
  places.forEach((place, i) => {
    grid[place] = values[i]!;
  });
  return { values: grid, places, step };
}

/** The cells of given points, out of those of a grid. */
export function onPoints<V>(cells: readonly V[], { places }: Grid): readonly V[] {
  return places ? Array.from(places, (place) => cells[place]!) : cells;
}
