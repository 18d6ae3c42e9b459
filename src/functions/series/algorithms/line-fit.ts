import { SeriesFailure } from './failure.ts';
import { sampleMoments } from './sample-moments.ts';

/** A least-squares fit of a series over the positions 1 to n. Both variances divide by n - 1; `rvariance` is that of the residuals. */
export interface Fit {
  readonly rsquare: number;
  readonly variance: number;
  readonly rvariance: number;
  readonly fitted: Float64Array;
}

/** The fit of a line. */
export interface LineFit extends Fit {
  readonly slope: number;
  readonly interception: number;
}

function qualityOf(values: Float64Array, fitted: Float64Array): Fit {
  const { variance } = sampleMoments(values);
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += (values[i]! - fitted[i]!) ** 2;
  const rvariance = squares / (values.length - 1);
  return { rsquare: variance > 0 ? 1 - rvariance / variance : 1, variance, rvariance, fitted };
}

/** Fits a line, like KQL's series_fit_line (x = 1 to n). At least two points. O(n). */
export function fitLine(values: Float64Array): LineFit {
  const n = values.length;
  const middle = (n + 1) / 2;
  const { mean } = sampleMoments(values);
  let along = 0;
  for (let i = 0; i < n; i++) along += (i + 1 - middle) * (values[i]! - mean);
  const slope = along / ((n * (n * n - 1)) / 12);
  const interception = mean - slope * middle;
  return {
    ...qualityOf(
      values,
      Float64Array.from({ length: n }, (_, i) => interception + slope * (i + 1)),
    ),
    slope,
    interception,
  };
}

/** The fit of two lines side by side. */
export interface TwoLineFit extends Fit {
  /** The index of the first point of the right line. */
  readonly split: number;
  readonly left: LineFit;
  readonly right: LineFit;
}

/** Fits the two lines with the least total residual, like KQL's series_fit_2lines. At least four points, two per line. O(n). */
export function fitTwoLines(values: Float64Array): TwoLineFit {
  const n = values.length;
  const { mean } = sampleMoments(values);
  // The residual of a line over a segment follows from running sums.
  const sums = (length: number) => new Float64Array(length + 1);
  const [y, yy, xy] = [sums(n), sums(n), sums(n)];
  for (let i = 0; i < n; i++) {
    const value = values[i]! - mean;
    y[i + 1] = y[i]! + value;
    yy[i + 1] = yy[i]! + value * value;
    xy[i + 1] = xy[i]! + (i + 1) * value;
  }
  const residualOf = (from: number, to: number): number => {
    const count = to - from;
    const sum = y[to]! - y[from]!;
    const along = xy[to]! - xy[from]! - ((from + 1 + to) / 2) * sum;
    const squares = (count * (count * count - 1)) / 12; // Σ (x - mean)² of consecutive integers
    return yy[to]! - yy[from]! - (sum * sum) / count - (along * along) / squares;
  };
  let split = 2;
  let minResidual = Number.POSITIVE_INFINITY;
  for (let at = 2; at <= n - 2; at++) {
    const residual = residualOf(0, at) + residualOf(at, n);
    if (residual < minResidual) {
      minResidual = residual;
      split = at;
    }
  }
  const left = fitLine(values.subarray(0, split));
  const right = fitLine(values.subarray(split));
  const fitted = new Float64Array(n);
  fitted.set(left.fitted);
  fitted.set(right.fitted, split);
  return { ...qualityOf(values, fitted), split, left, right };
}

/** The fit of a polynomial. */
export interface PolynomialFit extends Fit {
  /** Highest power first. */
  readonly coefficients: readonly number[];
}

/**
 * Fits a polynomial over positions x, by orthogonal polynomials (G. E. Forsythe, "Generation and use of orthogonal polynomials for
 * data-fitting with a digital computer", 1957), which avoids an ill-conditioned system of equations. @throws SeriesFailure if too few positions
 * differ. O(n · degree).
 */
export function fitPolynomial(values: Float64Array, x: Float64Array, degree: number): PolynomialFit {
  const n = values.length;
  if (new Set(x).size <= degree) throw new SeriesFailure(`a polynomial of degree ${degree} needs ${degree + 1} different positions`);
  const middle = sampleMoments(x).mean;
  const halfWidth = x.reduce((max, at) => Math.max(max, Math.abs(at - middle)), Number.MIN_VALUE);
  const u = x.map((at) => (at - middle) / halfWidth);
  const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
  let before = new Float64Array(n);
  let current = new Float64Array(n).fill(1);
  let beforePowers: number[] = [];
  let powers: number[] = [1]; // coefficients of the current orthogonal polynomial, lowest power first
  const coefficients = new Array<number>(degree + 1).fill(0);
  const fitted = new Float64Array(n);
  let beforeSize = 1;
  for (let k = 0; k <= degree; k++) {
    const size = dot(current, current);
    const weight = dot(values, current) / size;
    for (let i = 0; i < n; i++) fitted[i]! += weight * current[i]!;
    powers.forEach((power, j) => (coefficients[j]! += weight * power));
    const shift =
      dot(
        u.map((at, i) => at * current[i]!),
        current,
      ) / size;
    const ratio = k === 0 ? 0 : size / beforeSize;
    const next = current.map((value, i) => (u[i]! - shift) * value - ratio * before[i]!);
    const nextPowers = [0, ...powers].map((power, j) => power - shift * (powers[j] ?? 0) - ratio * (beforePowers[j] ?? 0));
    [before, current, beforePowers, powers, beforeSize] = [current, next, powers, nextPowers, size];
  }
  return { ...qualityOf(values, fitted), coefficients: expand(coefficients, middle, halfWidth).reverse() };
}

/** The coefficients in powers of x of a polynomial in (x - middle) / halfWidth, lowest power first (Horner's scheme on polynomials). */
function expand(coefficients: readonly number[], middle: number, halfWidth: number): number[] {
  let out: number[] = [];
  for (const coefficient of coefficients.toReversed()) {
    const shifted = [0, ...out].map((power, j) => (power - middle * (out[j] ?? 0)) / halfWidth);
    shifted[0] = (shifted[0] ?? 0) + coefficient;
    out = shifted;
  }
  return out.slice(0, coefficients.length);
}
