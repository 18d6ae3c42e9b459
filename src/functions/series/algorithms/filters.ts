/**
 * Applies a finite impulse response filter: each point becomes a weighted sum of itself and the points before it, or around it if
 * `centered`. Points outside the series are 0. O(n · weights).
 */
export function finiteResponse(values: Float64Array, weights: Float64Array, centered: boolean): Float64Array {
  const n = values.length;
  const ahead = centered ? weights.length >> 1 : 0;
  return Float64Array.from(values, (_, i) => {
    let sum = 0;
    for (let j = 0; j < weights.length; j++) {
      const at = i + ahead - j;
      if (at >= 0 && at < n) sum += weights[j]! * values[at]!;
    }
    return sum;
  });
}

/**
 * Applies an infinite impulse response filter from a state of zeros: a₀·y(i) = Σ b(j)·x(i - j) - Σ a(j)·y(i - j). `denominators` starts with
 * a₀, which must not be 0. O(n · coefficients).
 */
export function infiniteResponse(values: Float64Array, numerators: Float64Array, denominators: Float64Array): Float64Array {
  const out = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    let sum = 0;
    for (let j = 0; j < numerators.length && j <= i; j++) sum += numerators[j]! * values[i - j]!;
    for (let j = 1; j < denominators.length && j <= i; j++) sum -= denominators[j]! * out[i - j]!;
    out[i] = sum / denominators[0]!;
  }
  return out;
}
