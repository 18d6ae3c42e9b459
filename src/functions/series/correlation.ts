import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { defineScalar, overload } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { pearson, ranks } from './algorithms/similarity.ts';
import { optionTexts, whole, word } from './options.ts';
import { answerRow, toCell, toFloats } from './series-form.ts';

type Numbers = readonly (number | null)[];
type Matrix = readonly (Numbers | null)[];

const options = optionTexts({ method: word('pearson', 'spearman'), max_shift: whole(0, 10_000) });
const spearman = (a: Float64Array, b: Float64Array): number => {
  // Ranks are taken of the places where both have a value.
  const n = Math.min(a.length, b.length);
  const [x, y] = [a.slice(0, n), b.slice(0, n)];
  for (let i = 0; i < n; i++) if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) x[i] = y[i] = Number.NaN;
  return pearson(ranks(x), ranks(y));
};

/** The shift of `b` by up to `most` places at which the two are most alike, whatever the sign. A positive one means that `b` comes later. */
function bestShift(
  a: Float64Array,
  b: Float64Array,
  most: number,
  measure: typeof pearson,
): { readonly value: number; readonly shift: number } {
  let best = { value: measure(a, b), shift: 0 };
  for (let shift = 1; shift <= Math.min(most, a.length - 2, b.length - 2); shift++)
    for (const signed of [shift, -shift]) {
      const value = signed > 0 ? measure(a, b.subarray(signed)) : measure(a.subarray(-signed), b);
      if (Math.abs(value) > Math.abs(best.value) + 1e-12 || (Number.isNaN(best.value) && !Number.isNaN(value)))
        best = { value, shift: signed };
    }
  return best;
}

const shifted = answerRow({ correlation: double, shift: bigint });
const vector = arrayOf(double);
const pair = (a: Numbers | null, b: Numbers | null): number | null => (a && b ? toCell(pearson(toFloats(a), toFloats(b))) : null);

export const correlation = defineScalar({
  name: 'correlation',
  category: 'series',
  summary:
    "How alike series move, -1 to 1: Pearson's correlation of two series over the places where both have a value; of a group of series and one, an array; of two groups, a matrix. NULL for a constant. With options (method pearson or spearman, max_shift in places) the row of the correlation and the shift of the second series at which it is strongest.",
  parameters: ['a', 'b', 'options?'],
  examples: [
    { call: 'correlation(array[1, 2, 3], array[2, 4, 6])', result: '1.0' },
    { call: 'correlation(array[array[1, 2, 3], array[3, 2, 1]], array[1, 2, 3])', result: '[1.0, -1.0]' },
    { call: 'correlation(array[0, 0, 5, 0, 0, 0], array[0, 0, 0, 0, 5, 0], \'{"max_shift": 3}\').shift', result: '2' },
    { call: 'correlation(array[1, 2, 3], array[1, 20, 300], \'{"method": "spearman"}\').correlation', result: '1.0' },
  ],
  overloads: [
    overload({ params: [vector, vector], returns: double, row: pair }),
    overload({ params: [arrayOf(vector), vector], returns: vector, row: (group: Matrix, one) => group.map((series) => pair(series, one)) }),
    overload({
      params: [arrayOf(vector), arrayOf(vector)],
      returns: arrayOf(vector),
      row: (left: Matrix, right: Matrix) => left.map((a) => right.map((b) => pair(a, b))),
    }),
    overload({
      params: [vector, vector, varchar],
      returns: shifted.returns,
      options,
      row: (a, b, given) =>
        shifted.answer(() => {
          if (a.length === 0 || b.length === 0) throw new SeriesFailure('the series is empty');
          const { method = 'pearson', max_shift = 0 } = options.read(given);
          const { value, shift } = bestShift(toFloats(a), toFloats(b), max_shift, method === 'pearson' ? pearson : spearman);
          return [toCell(value), BigInt(shift)];
        }),
    }),
  ],
});
