import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import { defineScalar, overload, type ScalarFunction } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { type Fit, fitLine, fitPolynomial, fitTwoLines, type LineFit } from './algorithms/line-fit.ts';
import { answerRow, toCell, toCells, toFloats } from './series-form.ts';

const quality = { rsquare: double, slope: double, variance: double, rvariance: double, interception: double };
const line = answerRow({ ...quality, line_fit: arrayOf(double) });
const side = (name: string) => Object.fromEntries(Object.entries(quality).map(([key, type]) => [`${name}_${key}`, type]));
const twoLines = answerRow({
  rsquare: double,
  split_idx: bigint,
  variance: double,
  rvariance: double,
  line_fit: arrayOf(double),
  ...side('right'),
  ...side('left'),
});
const polynomial = answerRow({
  rsquare: double,
  coefficients: arrayOf(double),
  variance: double,
  rvariance: double,
  poly_fit: arrayOf(double),
});

const ofLine = ({ rsquare, slope, variance, rvariance, interception }: LineFit): readonly (number | null)[] =>
  [rsquare, slope, variance, rvariance, interception].map(toCell);

/** The values of a series that has all of them. */
export function completeSeries(values: readonly (number | null)[], least: number): Float64Array {
  const floats = toFloats(values);
  if (floats.length < least) throw new SeriesFailure(`the series has ${floats.length} points; at least ${least} are needed`);
  if (!floats.every(Number.isFinite)) throw new SeriesFailure('a value is missing or infinite; series_fill_linear fills gaps');
  return floats;
}

function fitDegree(values: readonly (number | null)[], x: readonly (number | null)[] | undefined, degree: bigint): readonly unknown[] {
  return polynomial.answer(() => {
    if (degree < 0n || degree > 20n) throw new SeriesFailure('the degree must be from 0 to 20');
    const y = completeSeries(values, Number(degree) + 1);
    const places = x ? completeSeries(x, y.length) : Float64Array.from(y.keys(), (i) => i + 1);
    if (places.length !== y.length) throw new SeriesFailure(`there are ${places.length} places and ${y.length} values`);
    const { rsquare, coefficients, variance, rvariance, fitted }: Fit & { coefficients: readonly number[] } = fitPolynomial(
      y,
      places,
      Number(degree),
    );
    return [toCell(rsquare), coefficients.map(toCell), toCell(variance), toCell(rvariance), toCells(fitted)];
  });
}

export const seriesFits: readonly ScalarFunction[] = [
  defineScalar({
    name: 'series_fit_line',
    category: 'series',
    summary:
      'The straight line of least squares over the places 1 to n: rsquare, slope, variance of the sample, rvariance of the residuals, interception and the fitted line (KQL).',
    parameters: ['series'],
    examples: [{ call: 'series_fit_line(array[3, 5, 7]).slope', result: '2.0' }],
    overloads: [
      overload({
        params: [arrayOf(double)],
        returns: line.returns,
        row: (values) =>
          line.answer(() => {
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
      'The two straight lines that leave least: split_idx is the place from 0 at which the right one starts; then the numbers of both (KQL).',
    parameters: ['series'],
    examples: [{ call: 'series_fit_2lines(array[1, 1, 1, 1, 9, 9, 9, 9]).split_idx', result: '4' }],
    overloads: [
      overload({
        params: [arrayOf(double)],
        returns: twoLines.returns,
        row: (values) =>
          twoLines.answer(() => {
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
    summary:
      'The polynomial of a degree (1 unless given) over the places x (1 to n unless given); coefficients from the highest power (KQL).',
    parameters: ['series', 'x?', 'degree?'],
    examples: [{ call: 'series_fit_poly(array[1, 3, 5]).rsquare', result: '1.0' }],
    overloads: [
      overload({ params: [arrayOf(double)], returns: polynomial.returns, row: (y) => fitDegree(y, undefined, 1n) }),
      overload({ params: [arrayOf(double), bigint], returns: polynomial.returns, row: (y, degree) => fitDegree(y, undefined, degree) }),
      overload({ params: [arrayOf(double), arrayOf(double)], returns: polynomial.returns, row: (y, x) => fitDegree(y, x, 1n) }),
      overload({ params: [arrayOf(double), arrayOf(double), bigint], returns: polynomial.returns, row: fitDegree }),
    ],
  }),
];
