import { median } from './order-statistics.ts';

/** The scale on which level and season are fitted: a transform and its inverse. */
export interface FittingScale {
  readonly forward: (y: number) => number;
  readonly back: (g: number) => number;
}

/** Anscombe's transform 2·√(y + 3/8) makes the variance of Poisson counts constant. */
const anscombe = 3 / 8;
/** The logarithm is taken of values shifted by this part of their median, so that zeros have one. */
const shiftPart = 0.05;
/** Integers with a smaller median are treated as counts. */
const maxCountMedian = 60;
/** The number of blocks for which level and change are compared, and the shortest block in points. */
const blocks = 40;
const minBlock = 8;
/** At least so many blocks must have a level and a change, and their levels a range of this in logarithms (a factor of 1.35). */
const minBlocks = 4;
const minLogRange = 0.3;
/** The exponents of change against level from which the square root and the logarithm fit better: halfway between 0, 1/2 and 1. */
const [rootFrom, logarithmFrom] = [0.25, 0.75];

const identity: FittingScale = { forward: (y) => y, back: (g) => g };
const squareRoot: FittingScale = { forward: (y) => 2 * Math.sqrt(y + anscombe), back: (g) => (g <= 0 ? 0 : (g * g) / 4 - anscombe) };

/**
 * Chooses the scale by how the change between neighbours grows with the level: not at all (identity), like its square root (counts), or
 * proportionally (logarithm). Measured over blocks, like Tukey's spread-versus-level plot. Series with negative values keep their scale. O(n).
 */
export function chooseScale(values: Float64Array): FittingScale {
  if (values.some((value) => value < 0)) return identity;
  const middle = median(values);
  if (middle < maxCountMedian && values.every(Number.isInteger)) return squareRoot;
  const size = Math.max(minBlock, Math.floor(values.length / blocks));
  const levels: number[] = [];
  const changes: number[] = [];
  for (let from = 0; from + size <= values.length; from += size) {
    const block = values.subarray(from, from + size);
    const level = median(block);
    const change = median(Float64Array.from({ length: size - 1 }, (_, i) => Math.abs(block[i + 1]! - block[i]!)));
    if (level > 0 && change > 0) {
      levels.push(Math.log(level));
      changes.push(Math.log(change));
    }
  }
  if (levels.length < minBlocks || Math.max(...levels) - Math.min(...levels) < minLogRange) return identity;
  const slope = slopeOf(levels, changes);
  if (slope < rootFrom) return identity;
  if (slope < logarithmFrom) return squareRoot;
  const shift = shiftPart * middle;
  if (!(shift > 0)) return squareRoot;
  return { forward: (y) => Math.log(y + shift), back: (g) => Math.exp(g) - shift };
}

/** The slope of the least-squares line through points; 0 where all x are equal. */
export function slopeOf(x: readonly number[], y: readonly number[]): number {
  const n = x.length;
  const meanX = x.reduce((sum, v) => sum + v, 0) / n;
  const meanY = y.reduce((sum, v) => sum + v, 0) / n;
  let along = 0;
  let squares = 0;
  for (let i = 0; i < n; i++) {
    along += (x[i]! - meanX) * (y[i]! - meanY);
    squares += (x[i]! - meanX) * (x[i]! - meanX);
  }
  return squares > 0 ? along / squares : 0;
}

/** The logarithm of slightly shifted values; the identity where a value is negative or the median is 0. */
export function logarithm(values: Float64Array): FittingScale {
  const shift = shiftPart * median(values);
  return shift > 0 && values.every((value) => value >= 0)
    ? { forward: (y) => Math.log(y + shift), back: (g) => Math.exp(g) - shift }
    : identity;
}
