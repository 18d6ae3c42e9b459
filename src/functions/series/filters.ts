import { arrayOf, boolean, double, rowOf, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { finiteResponse, infiniteResponse } from './algorithms/filters.ts';
import { inverseTransform, transform } from './algorithms/fourier.ts';
import { toCells, toFloats } from './series-form.ts';

type Numbers = readonly (number | null)[];

/** NULL where a value or a weight is missing, and where weights cannot be made to sum up to one. */
function filtered(values: Numbers, weights: Numbers, normalize?: boolean, center = false): Numbers | null {
  const series = toFloats(values);
  let filter = toFloats(weights);
  if (series.some(Number.isNaN) || filter.some(Number.isNaN) || filter.length === 0) return null;
  const negative = filter.some((weight) => weight < 0);
  if (normalize && negative) return null;
  const total = filter.reduce((sum, weight) => sum + weight, 0);
  if (normalize ?? !negative) {
    if (total === 0) return null;
    filter = filter.map((weight) => weight / total);
  }
  return toCells(finiteResponse(series, filter, center));
}

const complex = rowOf({ real: arrayOf(double), imag: arrayOf(double), error_msg: varchar });

function spectrum(real: Numbers, imaginary: Numbers | undefined, compute: typeof transform): readonly unknown[] {
  const parts = { real: toFloats(real), imaginary: imaginary ? toFloats(imaginary) : new Float64Array(real.length) };
  if (parts.real.length !== parts.imaginary.length)
    return [null, null, `there are ${parts.real.length} real and ${parts.imaginary.length} imaginary parts`];
  if (real.length === 0) return [null, null, 'the series is empty'];
  if (![...parts.real, ...parts.imaginary].every(Number.isFinite)) return [null, null, 'a value is missing or infinite'];
  const found = compute(parts);
  return [toCells(found.real), toCells(found.imaginary), null];
}

const fourier = (name: string, summary: string, example: string, result: string, compute: typeof transform): ScalarFunction =>
  defineScalar({
    name,
    category: 'series',
    summary,
    parameters: ['real', 'imaginary?'],
    examples: [{ call: `${name}(${example})`, result }],
    overloads: [
      overload({ params: [arrayOf(double)], returns: complex, row: (real) => spectrum(real, undefined, compute) }),
      overload({
        params: [arrayOf(double), arrayOf(double)],
        returns: complex,
        row: (real, imaginary) => spectrum(real, imaginary, compute),
      }),
    ],
  });

export const seriesFilters: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_fir',
    category: 'series',
    summary:
      'A finite impulse response: every point becomes the weighted sum of itself and the points before it, or around it if centered; before the first point there are zeros. The weights are made to sum up to one unless one is negative or it is told not to. NULL where a value is missing (KQL).',
    parameters: ['series', 'weights', 'normalize?', 'center?'],
    examples: [
      { call: 'series_fir(array[5, 15, 10, 20], array[1, -1], false, false)', result: '[5.0, 10.0, -5.0, 10.0]' },
      { call: 'series_fir(array[0, 0, 9, 0, 0], array[1, 1, 1], true, true)', result: '[0.0, 3.0, 3.0, 3.0, 0.0]' },
    ],
    overloads: [
      overload({ params: [arrayOf(double), arrayOf(double)], returns: arrayOf(double), row: (s, w) => filtered(s, w) }),
      overload({
        params: [arrayOf(double), arrayOf(double), boolean],
        returns: arrayOf(double),
        row: (s, w, normalize) => filtered(s, w, normalize),
      }),
      overload({ params: [arrayOf(double), arrayOf(double), boolean, boolean], returns: arrayOf(double), row: filtered }),
    ],
  }),
  defineScalar({
    name: 'series_iir',
    category: 'series',
    summary:
      'An infinite impulse response: a₀·y(i) = b₀·x(i) + b₁·x(i-1) + … - a₁·y(i-1) - …, with zeros before the first point. NULL where a value is missing or a₀ is 0 (KQL).',
    parameters: ['series', 'numerators', 'denominators'],
    examples: [{ call: 'series_iir(array[1, 2, 3, 4], array[1], array[1, -1])', result: '[1.0, 3.0, 6.0, 10.0]' }],
    overloads: [
      overload({
        params: [arrayOf(double), arrayOf(double), arrayOf(double)],
        returns: arrayOf(double),
        row(values, numerators, denominators) {
          const [x, b, a] = [toFloats(values), toFloats(numerators), toFloats(denominators)];
          if (x.some(Number.isNaN) || b.some(Number.isNaN) || a.some(Number.isNaN) || !a[0]) return null;
          return toCells(infiniteResponse(x, b, a));
        },
      }),
    ],
  }),
  fourier(
    'series_fft',
    'The discrete Fourier transform of a series of any length, as its real and imaginary parts (KQL).',
    'array[1, 0, 0, 0]',
    '([1.0, 1.0, 1.0, 1.0], [0.0, 0.0, 0.0, 0.0], NULL)',
    transform,
  ),
  fourier(
    'series_ifft',
    'The inverse of series_fft.',
    'array[1, 1, 1, 1]',
    '([1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0], NULL)',
    inverseTransform,
  ),
];
