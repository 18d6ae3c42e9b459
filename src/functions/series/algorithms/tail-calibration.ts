import { median, normalQuantile, quantileInPlace } from './order-statistics.ts';

/** How one series' residuals become standard scores: z = reach · (|e| / size) ^ bend. */
export interface Tail {
  readonly reach: number;
  readonly size: number;
  readonly bend: number;
}

/** A quantile of the sizes of one side, taken again without the far outliers among them; leaves the sizes in another order. O(n). */
function sideQuantile(sizes: Float64Array, share: number): number {
  const { length } = sizes;
  if (length === 0) return 0;
  const first = quantileInPlace(sizes, share);
  // What is larger lies behind the quantile now: the far outliers among it are moved to the end.
  let kept = length;
  for (let i = length - 1; i >= Math.floor(share * (length - 1)); i--) {
    const size = sizes[i]!;
    if (size <= 2 * first) continue;
    sizes[i] = sizes[--kept]!;
    sizes[kept] = size;
  }
  return kept < length && kept > 0.7 * length ? quantileInPlace(sizes.subarray(0, kept), share) : first;
}

/** The sizes of all residuals, and those of each sign. */
function sidesOf(residual: Float64Array): { readonly sizes: Float64Array; readonly up: Float64Array; readonly down: Float64Array } {
  const n = residual.length;
  const sizes = new Float64Array(n);
  const up = new Float64Array(n);
  const down = new Float64Array(n);
  let ups = 0;
  let downs = 0;
  for (let i = 0; i < n; i++) {
    const e = residual[i]!;
    sizes[i] = Math.abs(e);
    if (e > 0) up[ups++] = e;
    else if (e < 0) down[downs++] = -e;
  }
  return { sizes, up: up.subarray(0, ups), down: down.subarray(0, downs) };
}

/**
 * Calibrates the tail of each series: the residuals at a far quantile get the score a normal variable would have there, and
 * the bend in between follows the series' own tail. A fixed fence fails on real series because their tails differ. Long series are
 * calibrated far out, short ones, which an anomaly contaminates, close to the middle. `spread` is that of the series, for residuals that are mostly
 * zero. O(n).
 */
export function calibrateTail(residual: Float64Array, spread = 0): Tail | undefined {
  const { sizes, up, down } = sidesOf(residual);
  const n = sizes.length;
  const q = Math.min(0.14, Math.max(0.02, 0.2 * (1200 / n) ** 0.7));
  const sizeAt = (share: number): number => Math.max(sideQuantile(up, 1 - share), sideQuantile(down, 1 - share));
  const size = sizeAt(q);
  const middle = median(sizes);
  const reach = normalQuantile(1 - q / 2);
  const nonzero = up.length + down.length;
  if (nonzero === 0) return undefined;
  // A series that is predicted exactly but for a point or two has no tail to measure: its own spread sets the scale.
  const exact = nonzero < 0.02 * n;
  if (exact || !(size > 0)) return { reach, size: exact && spread > 0 ? spread : median(sizes.filter((x) => x > 0)), bend: 1 };
  const bendAt = (share: number, reached: number): number => Math.log(normalQuantile(1 - share / 2) / 0.6745) / Math.log(reached / middle);
  let bend = 1;
  if (middle > 0 && size > middle * 1.0001) {
    const far = sizeAt(q / 4);
    bend = 0.7 * bendAt(q, size) + 0.3 * (far > middle * 1.0001 ? bendAt(q / 4, far) : 1);
  }
  return { reach, size, bend: Math.min(1, Math.max(0.83, bend)) };
}

/** The standard score of a residual, with its sign; 0 where there is no tail, since all residuals are zero. */
export function scoreBy(tail: Tail | undefined, e: number): number {
  if (!tail || e === 0) return 0;
  const ratio = Math.abs(e) / tail.size;
  const score = tail.reach * (tail.bend === 1 ? ratio : ratio ** tail.bend);
  return e > 0 ? score : -score;
}

/** Standard scores of residuals by their own tail. `spread` is that of the series, for residuals that are mostly zero. O(n). */
export function standardScores(residual: Float64Array, spread = 0): Float64Array {
  const tail = calibrateTail(residual, spread);
  return residual.map((e) => scoreBy(tail, e));
}

/** The residual that a score stands for: the inverse of {@link scoreBy}. */
export function residualAt(tail: Tail | undefined, score: number): number {
  return tail ? tail.size * (score / tail.reach) ** (1 / tail.bend) : 0;
}
