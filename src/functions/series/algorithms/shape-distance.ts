import { transformOf } from './autocorrelation.ts';
import { sampleMoments } from './sample-moments.ts';

/** A series scaled to mean 0 and standard deviation 1; zeros for a constant. O(n). */
export function standardized(values: Float64Array): Float64Array {
  const { mean, variance } = sampleMoments(values);
  const deviation = Math.sqrt(variance);
  return values.map((value) => (deviation > 0 ? (value - mean) / deviation : 0));
}

/** A correlation must be larger by this much to be better: less is rounding error. */
const minGain = 1e-12;
/** Iterations of the power method: enough for the direction to settle where one dominates. */
const powerIterations = 30;

/** The largest normalized cross-correlation of two series and the shift of `b` there. O(n log n). */
function bestAlignment(a: Float64Array, b: Float64Array): { readonly value: number; readonly shift: number } {
  const n = a.length;
  let size = 2;
  while (size < 2 * n) size *= 2;
  const { fft } = transformOf(size);
  const spectrum = (values: Float64Array): number[] => {
    const padded = new Array<number>(size).fill(0);
    for (let i = 0; i < n; i++) padded[i] = values[i]!;
    const out = fft.createComplexArray();
    fft.realTransform(out, padded);
    fft.completeSpectrum(out);
    return out;
  };
  const [x, y] = [spectrum(a), spectrum(b)];
  const product = fft.createComplexArray();
  for (let i = 0; i < product.length; i += 2) {
    product[i] = x[i]! * y[i]! + x[i + 1]! * y[i + 1]!;
    product[i + 1] = x[i + 1]! * y[i]! - x[i]! * y[i + 1]!;
  }
  const correlation = fft.createComplexArray();
  fft.inverseTransform(correlation, product);
  const norm = Math.sqrt(a.reduce((sum, v) => sum + v * v, 0) * b.reduce((sum, v) => sum + v * v, 0));
  let best = { value: norm > 0 ? Number.NEGATIVE_INFINITY : 0, shift: 0 };
  if (norm > 0)
    for (let shift = 1 - n; shift < n; shift++) {
      const value = correlation[2 * (shift < 0 ? shift + size : shift)]! / norm;
      if (value > best.value + minGain) best = { value, shift };
    }
  return best;
}

/** 1 minus the largest normalized cross-correlation, 0 to 2 (the shape-based distance of k-Shape). O(n log n). */
export function shapeDistance(a: Float64Array, b: Float64Array): number {
  return 1 - bestAlignment(a, b).value;
}

/** A series shifted to where it is most similar to another; zeros are shifted in. O(n log n). */
export function alignment(values: Float64Array, to: Float64Array): Float64Array {
  const { shift } = bestAlignment(to, values);
  return values.map((_, i) => values[i - shift] ?? 0);
}

/** The shape that aligned series have in common: the dominant eigenvector of their centered products, by power iteration. O(30 · series · n). */
export function extractShape(aligned: readonly Float64Array[]): Float64Array {
  const n = aligned[0]!.length;
  let shape = new Float64Array(n);
  for (const one of aligned) for (let i = 0; i < n; i++) shape[i]! += one[i]!;
  if (shape.every((value) => value === 0)) shape = aligned[0]!.slice();
  for (let round = 0; round < powerIterations; round++) {
    const { mean } = sampleMoments(shape);
    const centered = shape.map((value) => value - mean);
    const next = new Float64Array(n);
    for (const one of aligned) {
      const along = one.reduce((sum, value, i) => sum + value * centered[i]!, 0);
      for (let i = 0; i < n; i++) next[i]! += along * one[i]!;
    }
    const norm = Math.sqrt(next.reduce((sum, value) => sum + value * value, 0));
    if (!(norm > 0)) break;
    shape = next.map((value) => value / norm);
  }
  // An eigenvector has no sign: the one of most of the series is taken.
  const along = aligned.reduce((sum, one) => sum + one.reduce((s, value, i) => s + value * shape[i]!, 0), 0);
  return standardized(along < 0 ? shape.map((value) => -value) : shape);
}
