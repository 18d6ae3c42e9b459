import FFT from 'fft.js';

/**
 * The unbiased autocorrelation of a series for the lags 0 to `lags`, by the Fourier transform of its power spectrum
 * (Wiener–Khinchin). All zeros for a constant series. O(n log n).
 */
export function autocorrelation(values: Float64Array, lags: number): Float64Array {
  const { length } = values;
  const out = new Float64Array(lags + 1);
  let mean = 0;
  for (const value of values) mean += value / length;
  let size = 4;
  while (size < 2 * length) size *= 2;
  const padded = new Float64Array(size);
  for (let i = 0; i < length; i++) padded[i] = values[i]! - mean;
  const fft = new FFT(size);
  const spectrum = fft.createComplexArray();
  fft.realTransform(spectrum, padded);
  fft.completeSpectrum(spectrum);
  for (let i = 0; i < spectrum.length; i += 2) {
    spectrum[i] = spectrum[i]! * spectrum[i]! + spectrum[i + 1]! * spectrum[i + 1]!;
    spectrum[i + 1] = 0;
  }
  const back = fft.createComplexArray();
  fft.inverseTransform(back, spectrum);
  const variance = back[0]! / length;
  if (!(variance > 0)) return out;
  for (let lag = 0; lag <= lags && lag < length; lag++) out[lag] = back[2 * lag]! / (length - lag) / variance;
  return out;
}
