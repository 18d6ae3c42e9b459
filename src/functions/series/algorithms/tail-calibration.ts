import { median, normalMedianDeviation, normalQuantile, quantileInPlace } from './order-statistics.ts';

/** How one series' residuals become standard scores: z = anchorScore · (|e| / anchorSize) ^ index. */
export interface Tail {
  /** The score of a residual of size `anchorSize`: that of a normal variable at the same quantile. */
  readonly anchorScore: number;
  readonly anchorSize: number;
  /** The tail index: 1 for a normal tail, less for a heavier one. */
  readonly index: number;
}

/** The tail fraction at which the scale is taken: `referenceFraction` for a series of `referenceLength` points, farther out for longer ones … */
const referenceFraction = 0.2;
const referenceLength = 1200;
/** … by this power of the length, so that the number of points beyond still grows. */
const fractionPower = 0.7;
/** The bounds of that fraction. Short series, in which an anomaly is a large part of the tail, are calibrated closer to the middle: 12 to 15 % are equally good (decision 10). */
const [minTailFraction, maxTailFraction] = [0.02, 0.14];

/** Residuals beyond this multiple of the quantile are outliers and are left out of its second estimate … */
const outlierRatio = 2;
/** … unless that would leave less than this fraction of the residuals. */
const minKeptFraction = 0.7;

/** A series of which fewer residuals than this fraction are not zero is predicted exactly (decision 10). */
const exactFraction = 0.02;

/** Below this ratio of two quantiles the tail index cannot be estimated. */
const minQuantileRatio = 1.0001;
/** The second quantile for the tail index is at this part of the tail fraction … */
const farPart = 1 / 4;
/** … and the two estimates have these weights: the far one is noisier. */
const [nearWeight, farWeight] = [0.7, 0.3];
/** The heaviest tail that is believed; .82 to .85 are equally good (decision 10). */
const minTailIndex = 0.83;

/** A quantile of the sizes of one sign, estimated again without far outliers. Reorders the sizes. O(n). */
function sideQuantile(sizes: Float64Array, p: number): number {
  const { length } = sizes;
  if (length === 0) return 0;
  const first = quantileInPlace(sizes, p);
  // Larger sizes are behind the quantile now: the far outliers among them are moved to the end.
  let kept = length;
  for (let i = length - 1; i >= Math.floor(p * (length - 1)); i--) {
    const size = sizes[i]!;
    if (size <= outlierRatio * first) continue;
    sizes[i] = sizes[--kept]!;
    sizes[kept] = size;
  }
  return kept < length && kept > minKeptFraction * length ? quantileInPlace(sizes.subarray(0, kept), p) : first;
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
 * Calibrates the tail of a series: residuals at a far quantile get the score that a normal variable has there, and the tail index between the median and
 * that quantile is the series' own. A fixed fence fails on real series because their tails differ. `ownScale` is the scale of the series itself, for
 * residuals that are mostly zero. Undefined if all residuals are zero. O(n).
 */
export function calibrateTail(residual: Float64Array, ownScale = 0): Tail | undefined {
  const { sizes, up, down } = sidesOf(residual);
  const n = sizes.length;
  const fraction = Math.min(maxTailFraction, Math.max(minTailFraction, referenceFraction * (referenceLength / n) ** fractionPower));
  const sizeAt = (tail: number): number => Math.max(sideQuantile(up, 1 - tail), sideQuantile(down, 1 - tail));
  const anchorSize = sizeAt(fraction);
  const middle = median(sizes);
  const anchorScore = normalQuantile(1 - fraction / 2);
  const nonzero = up.length + down.length;
  if (nonzero === 0) return undefined;
  // A series that is predicted exactly except for a few points has no tail to measure.
  const exact = nonzero < exactFraction * n;
  if (exact || !(anchorSize > 0))
    return { anchorScore, anchorSize: exact && ownScale > 0 ? ownScale : median(sizes.filter((x) => x > 0)), index: 1 };
  const indexAt = (tail: number, size: number): number =>
    Math.log(normalQuantile(1 - tail / 2) / normalMedianDeviation) / Math.log(size / middle);
  let index = 1;
  if (middle > 0 && anchorSize > middle * minQuantileRatio) {
    const far = sizeAt(fraction * farPart);
    index =
      nearWeight * indexAt(fraction, anchorSize) + farWeight * (far > middle * minQuantileRatio ? indexAt(fraction * farPart, far) : 1);
  }
  return { anchorScore, anchorSize, index: Math.min(1, Math.max(minTailIndex, index)) };
}

/** The standard score of a residual, with its sign; 0 where there is no tail, since all residuals are zero. */
export function scoreBy(tail: Tail | undefined, e: number): number {
  if (!tail || e === 0) return 0;
  const ratio = Math.abs(e) / tail.anchorSize;
  const score = tail.anchorScore * (tail.index === 1 ? ratio : ratio ** tail.index);
  return e > 0 ? score : -score;
}

/** The standard scores of residuals by their own tail; see {@link calibrateTail}. O(n). */
export function standardScores(residual: Float64Array, ownScale = 0): Float64Array {
  const tail = calibrateTail(residual, ownScale);
  return residual.map((e) => scoreBy(tail, e));
}

/** The size of the residual that has a score: the inverse of {@link scoreBy}. */
export function residualAt(tail: Tail | undefined, score: number): number {
  return tail ? tail.anchorSize * (score / tail.anchorScore) ** (1 / tail.index) : 0;
}
