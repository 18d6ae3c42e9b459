/** Statistics of values without gaps. `variance` is that of a sample (n - 1); NaN for one value. */
export interface SampleMoments {
  readonly sum: number;
  readonly mean: number;
  readonly variance: number;
  /** The indexes of the first smallest and the first largest value. */
  readonly minIndex: number;
  readonly maxIndex: number;
}

/** Computed in two passes, so that a large mean does not cost precision. O(n). */
export function sampleMoments(values: Float64Array): SampleMoments {
  let sum = 0;
  let minIndex = 0;
  let maxIndex = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (values[i]! < values[minIndex]!) minIndex = i;
    if (values[i]! > values[maxIndex]!) maxIndex = i;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { sum, mean, variance: squares / (values.length - 1), minIndex, maxIndex };
}
