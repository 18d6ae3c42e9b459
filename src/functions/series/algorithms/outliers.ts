import { normalQuantile, quantile } from './order-statistics.ts';
import { sampleMoments } from './sample-moments.ts';

/**
 * How far points are outside a range of two quantiles, in units of that range, scaled so that 1.5 means the same for a normal series as with
 * quartiles (Tukey's fence; like KQL's series_outliers). NaN scores 0. The standard deviation replaces an empty range. O(n).
 */
export function outlierScores(values: Float64Array, lowP: number, highP: number): Float64Array {
  const present = values.filter((value) => !Number.isNaN(value));
  if (present.length === 0) return new Float64Array(values.length);
  const low = quantile(present, lowP);
  const high = quantile(present, highP);
  const range = high > low ? high - low : Math.sqrt(sampleMoments(present).variance);
  const unit = range > 0 ? rescaling(lowP, highP) / range : 0;
  return values.map((value) => (value > high ? (value - high) * unit : value < low ? (value - low) * unit : 0));
}

/** Tukey's fence. */
const fence = 1.5;
/** Kusto's factor for 10 and 90 %, as its results show; it differs from the formula in the second digit. */
const kustoFactor = 2.772605605507915;

/** The factor that makes 1.5 the quartile fence of a normal series. */
function rescaling(lowP: number, highP: number): number {
  if (lowP === 0.1 && highP === 0.9) return kustoFactor;
  const quartile = normalQuantile(0.75);
  const low = normalQuantile(lowP);
  const high = normalQuantile(highP);
  return (fence * (high - low)) / (4 * quartile - high);
}
