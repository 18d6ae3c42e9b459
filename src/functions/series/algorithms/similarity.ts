/** The sum of the products of two series over the shorter length. O(n). */
export function dotProduct(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < Math.min(a.length, b.length); i++) sum += a[i]! * b[i]!;
  return sum;
}

/** The square root of the sum of squares. O(n). */
export const magnitude = (values: Float64Array): number => Math.sqrt(dotProduct(values, values));

/** Pearson's correlation over the points at which both have a value; NaN for fewer than two points or a constant. O(n). */
export function pearson(a: Float64Array, b: Float64Array): number {
  let count = 0;
  let meanA = 0;
  let meanB = 0;
  let squaresA = 0;
  let squaresB = 0;
  let products = 0;
  // Welford's updates: one pass, without a loss of precision for a large mean.
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i]!;
    const y = b[i]!;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    count++;
    const dx = x - meanA;
    meanA += dx / count;
    const dy = y - meanB;
    meanB += dy / count;
    squaresA += dx * (x - meanA);
    squaresB += dy * (y - meanB);
    products += dx * (y - meanB);
  }
  return count < 2 || !(squaresA > 0) || !(squaresB > 0)
    ? Number.NaN
    : Math.max(-1, Math.min(1, products / Math.sqrt(squaresA * squaresB)));
}

/** The ranks of values from 1, ties at their mean rank; NaN stays NaN. O(n log n). */
export function ranks(values: Float64Array): Float64Array {
  const order = [...values.keys()].filter((i) => !Number.isNaN(values[i]!)).sort((i, j) => values[i]! - values[j]!);
  const out = new Float64Array(values.length).fill(Number.NaN);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]!] === values[order[from]!]) to++;
    for (let k = from; k < to; k++) out[order[k]!] = (from + to + 1) / 2;
    from = to;
  }
  return out;
}
