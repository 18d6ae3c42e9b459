import { median, normalQuantile, quantile } from './order-statistics.ts';

/** How one series' residuals become standard scores: z = reach · (|e| / size) ^ bend. */
interface Tail {
  readonly reach: number;
  readonly size: number;
  readonly bend: number;
}

/** The quantile of the sizes of one side, taken again without the far outliers among them. */
function sideQuantile(side: Float64Array, share: number): number {
  if (side.length === 0) return 0;
  const first = quantile(side, share);
  const kept = side.filter((size) => size <= 2 * first);
  return kept.length < side.length && kept.length > 0.7 * side.length ? quantile(kept, share) : first;
}

/**
 * Calibrates the tail of each series: the residuals at a far quantile get the score a normal variable would have there, and
 * the bend in between follows the series' own tail. A fixed fence fails on real series because their tails differ. Long series are
 * calibrated far out, short ones, which an anomaly contaminates, close to the middle.
 */
function calibrate(residual: Float64Array, spread: number): Tail | undefined {
  const sizes = residual.map(Math.abs);
  const up = residual.filter((e) => e > 0);
  const down = residual.filter((e) => e < 0).map(Math.abs);
  const n = sizes.length;
  const q = Math.min(0.2, Math.max(0.02, 0.2 * (1200 / n) ** 0.7));
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
  return { reach, size, bend: Math.min(1, Math.max(0.7, bend)) };
}

/** Standard scores of residuals, signed; 0 for a series whose residuals are all zero. `spread` is that of the series, for residuals that are mostly zero. O(n). */
export function standardScores(residual: Float64Array, spread = 0): Float64Array {
  const tail = calibrate(residual, spread);
  if (!tail) return new Float64Array(residual.length);
  const { reach, size, bend } = tail;
  return residual.map((e) => Math.sign(e) * reach * (Math.abs(e) / size) ** bend);
}

/** The residual that a score stands for: the inverse of {@link standardScores} for the same residuals. */
export function residualAt(residual: Float64Array, score: number, spread = 0): number {
  const tail = calibrate(residual, spread);
  return tail ? tail.size * (score / tail.reach) ** (1 / tail.bend) : 0;
}
