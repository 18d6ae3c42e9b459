/** Moves the k-th smallest value (from 0) to index k, and smaller ones before it (Hoare's selection with median-of-three pivots). Expected O(n). */
function select(values: Float64Array, k: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const a = values[low]!;
    const b = values[middle]!;
    const c = values[high]!;
    const pivot = Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    let i = low;
    let j = high;
    while (i <= j) {
      while (values[i]! < pivot) i++;
      while (values[j]! > pivot) j--;
      if (i <= j) {
        const swap = values[i]!;
        values[i++] = values[j]!;
        values[j--] = swap;
      }
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else return values[k]!;
  }
  return values[k]!;
}

/** The quantile `p`, 0 to 1, with linear interpolation between order statistics; NaN for no values. O(n). */
export function quantile(values: Float64Array, p: number): number {
  const { length } = values;
  if (length === 0) return Number.NaN;
  return quantileInPlace(values.slice(), p);
}

/** Like {@link quantile}, but reorders the values. O(n). */
export function quantileInPlace(values: Float64Array, p: number): number {
  const { length } = values;
  const at = p * (length - 1);
  const below = Math.floor(at);
  const low = select(values, below);
  if (at === below || below + 1 >= length) return low;
  // The values after index `below` are not smaller: the next order statistic is their minimum.
  let next = Number.POSITIVE_INFINITY;
  for (let i = below + 1; i < length; i++) if (values[i]! < next) next = values[i]!;
  return low + (at - below) * (next - low);
}

/** Like {@link quantile}, of sorted values. O(1). */
export function sortedQuantile(sorted: Float64Array, p: number): number {
  const at = p * (sorted.length - 1);
  const below = Math.floor(at);
  const low = sorted[below] ?? Number.NaN;
  return at === below ? low : low + (at - below) * (sorted[below + 1]! - low);
}

/** Like {@link median}, but reorders the values. O(n). */
export function medianInPlace(values: Float64Array): number {
  return values.length === 0 ? Number.NaN : quantileInPlace(values, 0.5);
}

/** The median; NaN for no values. O(n). */
export function median(values: Float64Array): number {
  return quantile(values, 0.5);
}

/** Times this, the median deviation of a normal variable is its standard deviation: 1 / normalQuantile(0.75). */
export const normalConsistency = 1.4826;

/** The median deviation of a standard normal variable, normalQuantile(0.75). */
export const normalMedianDeviation = 0.6745;

/** The median absolute deviation from a center. O(n). */
export function medianDeviation(values: Float64Array, center = median(values)): number {
  const distances = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) distances[i] = Math.abs(values[i]! - center);
  return medianInPlace(distances);
}

/** The quantile of the standard normal distribution (P. J. Acklam's rational approximation, relative error below 1.2e-9; the coefficients are his). */
export function normalQuantile(p: number): number {
  if (p <= 0) return Number.NEGATIVE_INFINITY;
  if (p >= 1) return Number.POSITIVE_INFINITY;
  const low = 0.02425; // where the approximation of the tails begins
  if (p < low || p > 1 - low) {
    const q = Math.sqrt(-2 * Math.log(Math.min(p, 1 - p)));
    const top =
      ((((-7.784894002430293e-3 * q - 0.3223964580411365) * q - 2.400758277161838) * q - 2.549732539343734) * q + 4.374664141464968) * q +
      2.938163982698783;
    const bottom = (((7.784695709041462e-3 * q + 0.3224671290700398) * q + 2.445134137142996) * q + 3.754408661907416) * q + 1;
    return p < low ? top / bottom : -top / bottom;
  }
  const q = p - 0.5;
  const r = q * q;
  const top =
    (((((-39.69683028665376 * r + 220.9460984245205) * r - 275.9285104469687) * r + 138.357751867269) * r - 30.66479806614716) * r +
      2.506628277459239) *
    q;
  const bottom =
    ((((-54.47609879822406 * r + 161.5858368580409) * r - 155.6989798598866) * r + 66.80131188771972) * r - 13.28068155288572) * r + 1;
  return top / bottom;
}
