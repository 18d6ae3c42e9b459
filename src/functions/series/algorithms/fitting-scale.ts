import { median } from './order-statistics.ts';

/** A scale in which level and season are fitted: its way in and its way back. */
export interface FittingScale {
  readonly forward: (y: number) => number;
  readonly back: (g: number) => number;
}

const identity: FittingScale = { forward: (y) => y, back: (g) => g };
const squareRoot: FittingScale = { forward: (y) => 2 * Math.sqrt(y + 0.375), back: (g) => (g <= 0 ? 0 : (g * g) / 4 - 0.375) };

/**
 * Chooses the scale by how the step-to-step change grows with the level: not at all (identity), like its root (counts), or
 * in proportion (logarithm). Spread against level over about 40 blocks, in the manner of Tukey's spread-versus-level plot. O(n).
 */
export function chooseScale(values: Float64Array): FittingScale {
  if (values.some((value) => value < 0)) return identity;
  const middle = median(values);
  if (middle < 60 && values.every(Number.isInteger)) return squareRoot;
  const size = Math.max(8, Math.floor(values.length / 40));
  const levels: number[] = [];
  const spreads: number[] = [];
  for (let from = 0; from + size <= values.length; from += size) {
    const block = values.subarray(from, from + size);
    const level = median(block);
    const change = median(Float64Array.from({ length: size - 1 }, (_, i) => Math.abs(block[i + 1]! - block[i]!)));
    if (level > 0 && change > 0) {
      levels.push(Math.log(level));
      spreads.push(Math.log(change));
    }
  }
  if (levels.length < 4 || Math.max(...levels) - Math.min(...levels) < 0.3) return identity;
  const slope = slopeOf(levels, spreads);
  if (slope < 0.25) return identity;
  if (slope < 0.75) return squareRoot;
  const shift = 0.05 * middle;
  if (!(shift > 0)) return squareRoot;
  return { forward: (y) => Math.log(y + shift), back: (g) => Math.exp(g) - shift };
}

/** The slope of the least-squares line through points. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const meanX = x.reduce((sum, v) => sum + v, 0) / n;
  const meanY = y.reduce((sum, v) => sum + v, 0) / n;
  let along = 0;
  let spread = 0;
  for (let i = 0; i < n; i++) {
    along += (x[i]! - meanX) * (y[i]! - meanY);
    spread += (x[i]! - meanX) * (x[i]! - meanX);
  }
  return spread > 0 ? along / spread : 0;
}

/** The logarithm of values above 0, shifted a little where some are 0. */
export function logarithm(values: Float64Array): FittingScale {
  const shift = 0.05 * median(values);
  return shift > 0 && values.every((value) => value >= 0)
    ? { forward: (y) => Math.log(y + shift), back: (g) => Math.exp(g) - shift }
    : identity;
}
