import { momentsOf } from './moments.ts';
import { normalQuantile, quantile } from './order-statistics.ts';

/**
 * How far points lie outside a range of percentiles, in units of that range, so scaled that 1.5 means for a normal series what it means
 * for quartiles (Tukey's fence; the form after KQL's series_outliers). NaN scores 0. Where the range is empty the standard deviation
 * stands for it. O(n).
 */
export function outlierScores(values: Float64Array, lowShare: number, highShare: number): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return new Float64Array(values.length);
  const low = quantile(present, lowShare);
  const high = quantile(present, highShare);
  const range = high > low ? high - low : Math.sqrt(momentsOf(present).variance);
  const unit = range > 0 ? rescaling(lowShare, highShare) / range : 0;
  return values.map((value) => (value > high ? (value - high) * unit : value < low ? (value - low) * unit : 0));
}

/** Makes 1.5 the quartile fence of a normal series. Kusto's own factor for 10 and 90 % comes from a table and differs in the second digit. */
function rescaling(lowShare: number, highShare: number): number {
  if (lowShare === 0.1 && highShare === 0.9) return 2.772605605507915;
  const quartile = normalQuantile(0.75);
  const low = normalQuantile(lowShare);
  const high = normalQuantile(highShare);
  return (1.5 * (high - low)) / (4 * quartile - high);
}
