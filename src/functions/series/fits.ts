import { arrayOf, bigint, double, optional } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { fitLine, fitPolynomial, fitTwoLines, type LineFit } from './algorithms/line-fit.ts';
import { resultRow, toCell, toCells, toFloats } from './series-function.ts';

const quality = { rsquare: double, slope: double, variance: double, rvariance: double, interception: double };
const line = resultRow({ ...quality, line_fit: arrayOf(double) });
const side = (name: string) => Object.fromEntries(Object.entries(quality).map(([key, type]) => [`${name}_${key}`, type]));
const twoLines = resultRow({
  rsquare: double,
  split_idx: bigint,
  variance: double,
  rvariance: double,
  line_fit: arrayOf(double),
  ...side('right'),
  ...side('left'),
});
const polynomial = resultRow({
  rsquare: double,
  coefficients: arrayOf(double),
  variance: double,
  rvariance: double,
  poly_fit: arrayOf(double),
});

const ofLine = ({ rsquare, slope, variance, rvariance, interception }: LineFit): readonly (number | null)[] =>
  [rsquare, slope, variance, rvariance, interception].map(toCell);

/** The values of a series without gaps. @throws SeriesFailure if a value is missing, or there are fewer than `minPoints`. */
export function completeSeries(values: readonly (number | null)[], minPoints: number): Float64Array {
  const floats = toFloats(values);
  if (floats.length < minPoints) throw new SeriesFailure(`the series has ${floats.length} points; at least ${minPoints} are needed`);
  if (!floats.every(Number.isFinite)) throw new SeriesFailure('a value is missing or infinite; series_fill_linear fills gaps');
  return floats;
}

/** The highest degree of a polynomial: beyond it, powers of 64-bit floating point numbers say little. */
const maxDegree = 20n;

type Numbers = readonly (number | null)[];

function fitDegree(call: CallSite, values: Numbers, x: Numbers | undefined, degree: bigint): readonly unknown[] {
  return polynomial.answer(call, () => {
    if (degree < 0n || degree > maxDegree) throw new SeriesFailure(`the degree must be from 0 to ${maxDegree}`);
    const y = completeSeries(values, Number(degree) + 1);
    const at = x ? completeSeries(x, y.length) : Float64Array.from(y.keys(), (i) => i + 1);
    if (at.length !== y.length) throw new SeriesFailure(`there are ${at.length} positions and ${y.length} values`);
    const { rsquare, coefficients, variance, rvariance, fitted } = fitPolynomial(y, at, Number(degree));
    return [toCell(rsquare), coefficients.map(toCell), toCell(variance), toCell(rvariance), toCells(fitted)];
  });
}

const complete = { series: 'one number per point; none may be missing' };

export const seriesFits: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_fit_line',
    category: 'series',
    summary:
      'Fits a line by least squares over the positions 1 to n: slope, interception, fitted line, variance of the values and rvariance of the residuals (KQL).',
    parameters: complete,
    examples: [
      { call: 'series_fit_line(array[3, 5, 7]).slope', result: '2.0' },
      { call: 'series_fit_line(array[3]).error_msg', result: "'the series has 1 points; at least 2 are needed'" },
    ],
    overloads: [
      overload({
        params: [arrayOf(double)],
        returns: line.returns,
        prepare: (call) => (values) =>
          line.answer(call, () => {
            const fit = fitLine(completeSeries(values, 2));
            return [...ofLine(fit), toCells(fit.fitted)];
          }),
      }),
    ],
  }),
  defineScalar({
    name: 'series_fit_2lines',
    category: 'series',
    summary:
      'Fits two lines side by side with the least total residual; split_idx is the index from 0 at which the right one starts (KQL).',
    parameters: complete,
    examples: [{ call: 'series_fit_2lines(array[1, 1, 1, 1, 9, 9, 9, 9]).split_idx', result: '4' }],
    overloads: [
      overload({
        params: [arrayOf(double)],
        returns: twoLines.returns,
        prepare: (call) => (values) =>
          twoLines.answer(call, () => {
            const { rsquare, split, variance, rvariance, fitted, left, right } = fitTwoLines(completeSeries(values, 4));
            return [
              toCell(rsquare),
              BigInt(split),
              toCell(variance),
              toCell(rvariance),
              toCells(fitted),
              ...ofLine(right),
              ...ofLine(left),
            ];
          }),
      }),
    ],
  }),
  defineScalar({
    name: 'series_fit_poly',
    category: 'series',
    summary: 'Fits a polynomial by least squares; coefficients are given from the highest power (KQL).',
    parameters: {
      ...complete,
      'x?': { description: 'the position of each point', default: '1 to n' },
      'degree?': { description: 'the degree, 0 to 20', default: '1' },
    },
    examples: [{ call: 'series_fit_poly(array[1, 3, 5]).rsquare', result: '1.0' }],
    overloads: [
      overload({
        params: [arrayOf(double), optional(bigint)],
        returns: polynomial.returns,
        prepare:
          (call) =>
          (y, degree = 1n) =>
            fitDegree(call, y, undefined, degree),
      }),
      overload({
        params: [arrayOf(double), arrayOf(double), optional(bigint)],
        returns: polynomial.returns,
        prepare:
          (call) =>
          (y, x, degree = 1n) =>
            fitDegree(call, y, x, degree),
      }),
    ],
  }),
];
