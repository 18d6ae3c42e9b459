/** Plain statistics of a series without gaps. `variance` is that of a sample (n - 1); NaN for one value. */
export interface Moments {
  readonly sum: number;
  readonly mean: number;
  readonly variance: number;
  /** The places of the first smallest and the first largest value. */
  readonly least: number;
  readonly most: number;
}

/** Two passes, so that a large mean costs no digits. O(n). */
export function momentsOf(values: Float64Array): Moments {
  let sum = 0;
  let least = 0;
  let most = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    if (values[i]! < values[least]!) least = i;
    if (values[i]! > values[most]!) most = i;
  }
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) * (value - mean);
  return { sum, mean, variance: squares / (values.length - 1), least, most };
}
