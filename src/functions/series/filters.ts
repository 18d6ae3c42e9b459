import { arrayOf, boolean, double, optional } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { finiteResponse, infiniteResponse } from './algorithms/filters.ts';
import { inverseTransform, transform } from './algorithms/fourier.ts';
import { resultRow, toCells, toFloats } from './series-function.ts';

type Numbers = readonly (number | null)[];

/** NULL where a value or a weight is missing, and where the weights cannot be normalized to sum to 1. */
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

const complex = resultRow({ real: arrayOf(double), imag: arrayOf(double) });

function spectrum(call: CallSite, real: Numbers, imaginary: Numbers | undefined, compute: typeof transform): readonly unknown[] {
  return complex.answer(call, () => {
    const parts = { real: toFloats(real), imaginary: imaginary ? toFloats(imaginary) : new Float64Array(real.length) };
    if (parts.real.length !== parts.imaginary.length)
      throw new SeriesFailure(`there are ${parts.real.length} real and ${parts.imaginary.length} imaginary parts`);
    if (real.length === 0) throw new SeriesFailure('the series is empty');
    if (![...parts.real, ...parts.imaginary].every(Number.isFinite)) throw new SeriesFailure('a value is missing or infinite');
    const found = compute(parts);
    return [toCells(found.real), toCells(found.imaginary)];
  });
}

const fourier = (name: string, summary: string, example: string, result: string, compute: typeof transform): ScalarFunction =>
  defineScalar({
    name,
    category: 'series',
    summary,
    parameters: {
      real: 'the real parts; none may be missing',
      'imaginary?': { description: 'the imaginary parts, of the same length', default: 'zeros' },
    },
    examples: [{ call: `${name}(${example})`, result }],
    overloads: [
      overload({
        params: [arrayOf(double), optional(arrayOf(double))],
        returns: complex.returns,
        prepare: (call) => (real, imaginary) => spectrum(call, real, imaginary, compute),
      }),
    ],
  });

export const seriesFilters: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_fir',
    category: 'series',
    summary:
      'Applies a finite impulse response filter: each point becomes a weighted sum of itself and the points before it, zeros before the first; NULL where a value is missing (KQL).',
    parameters: {
      series: 'one number per point; none may be missing',
      weights: 'the weight of the point itself first, then of the ones before it',
      'normalize?': { description: 'whether the weights are divided by their sum', default: 'true unless a weight is negative' },
      'center?': { description: 'whether the weights apply around the point instead of before it', default: 'false' },
    },
    examples: [
      { call: 'series_fir(array[5, 15, 10, 20], array[1, -1], false, false)', result: '[5.0, 10.0, -5.0, 10.0]' },
      { call: 'series_fir(array[0, 0, 9, 0, 0], array[1, 1, 1], true, true)', result: '[0.0, 3.0, 3.0, 3.0, 0.0]' },
    ],
    overloads: [
      overload({
        params: [arrayOf(double), arrayOf(double), optional(boolean), optional(boolean)],
        returns: arrayOf(double),
        row: filtered,
      }),
    ],
  }),
  defineScalar({
    name: 'series_iir',
    category: 'series',
    summary:
      'Applies an infinite impulse response filter: a₀·y(i) = b₀·x(i) + b₁·x(i-1) + … - a₁·y(i-1) - …, with zeros before the first point; NULL where a value is missing or a₀ is 0 (KQL).',
    parameters: {
      series: 'the values x, one per point; none may be missing',
      numerators: 'the coefficients b',
      denominators: 'the coefficients a',
    },
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
