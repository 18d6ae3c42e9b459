import { transformOf } from './autocorrelation.ts';

/** Complex numbers: two arrays of the same length. */
export interface Complex {
  readonly real: Float64Array;
  readonly imaginary: Float64Array;
}

function transformPowerOfTwo({ real, imaginary }: Complex, inverse: boolean): Complex {
  const size = real.length;
  if (size === 1) return { real: real.slice(), imaginary: imaginary.slice() };
  const { fft } = transformOf(size);
  const input = fft.createComplexArray();
  for (let i = 0; i < size; i++) {
    input[2 * i] = real[i]!;
    input[2 * i + 1] = imaginary[i]!;
  }
  const out = fft.createComplexArray();
  if (inverse) fft.inverseTransform(out, input);
  else fft.transform(out, input);
  return {
    real: Float64Array.from({ length: size }, (_, i) => out[2 * i]!),
    imaginary: Float64Array.from({ length: size }, (_, i) => out[2 * i + 1]!),
  };
}

/**
 * The discrete Fourier transform of any length: powers of two directly, other lengths as a convolution whose length is a power of two
 * (L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970). O(n log n).
 */
export function transform(input: Complex): Complex {
  const n = input.real.length;
  if ((n & (n - 1)) === 0) return transformPowerOfTwo(input, false);
  let size = 1;
  while (size < 2 * n - 1) size *= 2;
  const cos = new Float64Array(n);
  const sin = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const angle = (Math.PI * ((i * i) % (2 * n))) / n;
    cos[i] = Math.cos(angle);
    sin[i] = Math.sin(angle);
  }
  const chirped = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  const chirp = { real: new Float64Array(size), imaginary: new Float64Array(size) };
  for (let i = 0; i < n; i++) {
    chirped.real[i] = input.real[i]! * cos[i]! + input.imaginary[i]! * sin[i]!;
    chirped.imaginary[i] = input.imaginary[i]! * cos[i]! - input.real[i]! * sin[i]!;
    for (const at of i === 0 ? [0] : [i, size - i]) {
      chirp.real[at] = cos[i]!;
      chirp.imaginary[at] = sin[i]!;
    }
  }
  const a = transformPowerOfTwo(chirped, false);
  const b = transformPowerOfTwo(chirp, false);
  const product = {
    real: a.real.map((re, i) => re * b.real[i]! - a.imaginary[i]! * b.imaginary[i]!),
    imaginary: a.real.map((re, i) => re * b.imaginary[i]! + a.imaginary[i]! * b.real[i]!),
  };
  const back = transformPowerOfTwo(product, true);
  return {
    real: Float64Array.from({ length: n }, (_, i) => back.real[i]! * cos[i]! + back.imaginary[i]! * sin[i]!),
    imaginary: Float64Array.from({ length: n }, (_, i) => back.imaginary[i]! * cos[i]! - back.real[i]! * sin[i]!),
  };
}

/** The inverse of {@link transform}: the transform with real and imaginary parts swapped, divided by the length. O(n log n). */
export function inverseTransform({ real, imaginary }: Complex): Complex {
  const n = real.length;
  const swapped = transform({ real: imaginary, imaginary: real });
  return { real: swapped.imaginary.map((value) => value / n), imaginary: swapped.real.map((value) => value / n) };
}
