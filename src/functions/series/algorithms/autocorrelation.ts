import FFT from 'fft.js';

/** A Fourier transform of one size with its scratch arrays. */
interface Transform {
  readonly fft: FFT;
  readonly spectrum: number[];
  readonly back: number[];
}

/** Transforms of up to this size are cached: about 5 MB for the largest. */
const maxCachedSize = 1 << 17;
const transforms = new Map<number, Transform>();

/** The transform of a size, a power of two. Its tables and scratch arrays are cached if it is not large; the arrays are overwritten by the next use. */
export function transformOf(size: number): Transform {
  let transform = transforms.get(size);
  if (!transform) {
    const fft = new FFT(size);
    transform = { fft, spectrum: fft.createComplexArray(), back: fft.createComplexArray() };
    if (size <= maxCachedSize) transforms.set(size, transform);
  }
  return transform;
}

/** The spectrum of real values; valid until the next use of the same transform. */
function spectrumOf({ fft, spectrum }: Transform, padded: Float64Array): number[] {
  fft.realTransform(spectrum, padded);
  fft.completeSpectrum(spectrum);
  return spectrum;
}

/** Smaller transforms would cost more by their number than they save. */
const minTransformSize = 64;

/**
 * The unbiased autocorrelation of a series for the lags 0 to `lags`, by Fourier transforms (Wiener–Khinchin) of each segment against the
 * same segment and the lags that follow it, so that a transform is never much longer than the lags require. All zeros for a constant series.
 * O(n log lags).
 */
export function autocorrelation(values: Float64Array, lags: number): Float64Array {
  const { length } = values;
  const out = new Float64Array(lags + 1);
  let mean = 0;
  for (const value of values) mean += value;
  mean /= length;
  let size = minTransformSize;
  while (size < 4 * lags && size < 2 * length) size *= 2;
  const segment = size - lags;
  const transform = transformOf(size);
  const sums = new Float64Array(2 * size);
  const own = new Float64Array(2 * size);
  const padded = new Float64Array(size);
  for (let from = 0; from < length; from += segment) {
    const to = Math.min(length, from + segment);
    padded.fill(0);
    for (let i = from; i < to; i++) padded[i - from] = values[i]! - mean;
    own.set(spectrumOf(transform, padded));
    const ahead = Math.min(length, from + size);
    for (let i = to; i < ahead; i++) padded[i - from] = values[i]! - mean;
    const both = ahead > to ? spectrumOf(transform, padded) : own;
    for (let k = 0; k < sums.length; k += 2) {
      sums[k]! += both[k]! * own[k]! + both[k + 1]! * own[k + 1]!;
      sums[k + 1]! += both[k + 1]! * own[k]! - both[k]! * own[k + 1]!;
    }
  }
  const { fft, back } = transform;
  fft.inverseTransform(back, sums);
  const variance = back[0]! / length;
  if (!(variance > 0)) return out;
  for (let lag = 0; lag <= lags && lag < length; lag++) out[lag] = back[2 * lag]! / (length - lag) / variance;
  return out;
}
