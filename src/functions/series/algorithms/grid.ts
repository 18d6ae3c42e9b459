import { timeOrder } from '../../time-order.ts';

/** The values of a series in the order of time and at even steps, and where the given points are among them. */
export interface Grid {
  /** NaN where a point is missing. */
  readonly values: Float64Array;
  /** By given point: its index on the grid; undefined where the points are the grid. */
  readonly indices: Int32Array | undefined;
  /** The most frequent distance of neighbours in nanoseconds; undefined where there are no times, or only one. */
  readonly step: bigint | undefined;
  /** Whether the given times are out of order. */
  readonly unordered: boolean;
  /** How many points have the time of another point. */
  readonly repeated: number;
  /** How many points are missing between even steps. */
  readonly missing: number;
  /** The first and the last time; undefined without times. */
  readonly extent: { readonly first: bigint; readonly last: bigint } | undefined;
}

/** A grid may be this many times as long as its points; a sparser series is not on a grid. */
const maxStretch = 4;

/**
 * Puts points in the order of time and on an even grid, so that a missing row and a NULL mean the same. The step is the most frequent distance
 * between neighbours, of equally frequent ones the shortest. A point that repeats a time takes the next step (two points of a clock that is set back
 * both count), and the points after it are late until a gap makes up for it. Points that are not on such a grid, or would leave most of it empty, are
 * taken as evenly spaced. O(n log n).
 */
export function gridOf(times: readonly bigint[] | undefined, given: Float64Array): Grid {
  const { order, repeated } = timeOrder(times ?? []);
  const values = order ? Float64Array.from(order, (point) => given[point]!) : given;
  const sorted = (order && times ? Array.from(order, (point) => times[point]!) : times) ?? [];
  const distances = new Map<bigint, number>();
  for (let i = 1; i < sorted.length; i++) {
    const distance = sorted[i]! - sorted[i - 1]!;
    distances.set(distance, (distances.get(distance) ?? 0) + 1);
  }
  distances.delete(0n);
  const [step] = [...distances].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))[0] ?? [undefined];
  const extent = sorted.length > 0 ? { first: sorted[0]!, last: sorted.at(-1)! } : undefined;
  const found = { step, extent, unordered: order !== undefined, repeated };
  const asGiven = { ...found, values, indices: order && inverse(order), missing: 0 };
  if (step === undefined || distances.size === 1 || ![...distances.keys()].every((distance) => distance % step === 0n)) return asGiven;
  if ((extent!.last - extent!.first) / step >= BigInt(maxStretch * given.length)) return asGiven;
  const indices = new Int32Array(given.length);
  let at = -1;
  for (let i = 0; i < values.length; i++) {
    at = Math.max(at + 1, Number((sorted[i]! - sorted[0]!) / step));
    indices[order ? order[i]! : i] = at;
  }
  const grid = new Float64Array(at + 1).fill(Number.NaN);
  indices.forEach((index, point) => {
    grid[index] = given[point]!;
  });
  return { ...found, values: grid, indices, missing: grid.length - given.length };
}

function inverse(order: Int32Array): Int32Array {
  const out = new Int32Array(order.length);
  order.forEach((point, i) => {
    out[point] = i;
  });
  return out;
}

/** The cells of the given points, in their order, of the cells of a grid. */
export function onPoints<V>(cells: readonly V[], { indices }: Grid): readonly V[] {
  return indices ? Array.from(indices, (index) => cells[index]!) : cells;
}

/** The given point at an index of the grid, or the first one after it where none is there. O(n) once, then O(1). */
export function pointFinder({ indices, values }: Grid): (index: number) => number {
  if (!indices) return (index) => index;
  const points = new Int32Array(values.length).fill(-1);
  indices.forEach((index, point) => {
    points[index] = point;
  });
  for (let i = points.length - 2; i >= 0; i--) if (points[i]! < 0) points[i] = points[i + 1]!;
  return (index) => points[index]!;
}
