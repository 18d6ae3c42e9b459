import { arrayOf, bigint, double, varchar } from '../../types/type-descriptor.ts';
import { type CallSite, defineScalar, overload } from '../declaration.ts';
import { SeriesFailure } from './algorithms/failure.ts';
import { pearson, ranks } from './algorithms/similarity.ts';
import { integer, optionSchema, word } from './options.ts';
import { resultRow, toCell, toFloats } from './series-function.ts';

type Numbers = readonly (number | null)[];
type Matrix = readonly (Numbers | null)[];

const options = optionSchema({
  method: { ...word('pearson', 'spearman'), default: 'pearson', description: 'correlation of the values or of their ranks' },
  max_shift: { ...integer(0, 10_000), default: 0, unit: 'points', description: 'how far the series may be shifted against each other' },
});

const spearman = (a: Float64Array, b: Float64Array): number => {
  // Only points at which both series have a value are ranked.
  const n = Math.min(a.length, b.length);
  const [x, y] = [a.slice(0, n), b.slice(0, n)];
  for (let i = 0; i < n; i++) if (Number.isNaN(x[i]!) || Number.isNaN(y[i]!)) x[i] = y[i] = Number.NaN;
  return pearson(ranks(x), ranks(y));
};

/** A correlation must be larger by this much to count as larger: less is rounding error. */
const minGain = 1e-12;

/** The shift of `b` by up to `maxShift` points at which the correlation has the largest absolute value. It is positive if `b` is later. */
function bestShift(
  a: Float64Array,
  b: Float64Array,
  maxShift: number,
  measure: typeof pearson,
  tick: (steps: number) => void,
): { readonly value: number; readonly shift: number } {
  let best = { value: measure(a, b), shift: 0 };
  for (let shift = 1; shift <= Math.min(maxShift, a.length - 2, b.length - 2); shift++)
    for (const signed of [shift, -shift]) {
      tick(Math.min(a.length, b.length));
      const value = signed > 0 ? measure(a, b.subarray(signed)) : measure(a.subarray(-signed), b);
      if (Math.abs(value) > Math.abs(best.value) + minGain || (Number.isNaN(best.value) && !Number.isNaN(value)))
        best = { value, shift: signed };
    }
  return best;
}

const shifted = resultRow({ correlation: double, shift: bigint });
const vector = arrayOf(double);

/** The correlation of two series, for as many pairs as there are. */
const pairing =
  ({ tick }: CallSite) =>
  (a: Numbers | null, b: Numbers | null): number | null => {
    if (!a || !b) return null;
    tick(a.length + b.length);
    return toCell(pearson(toFloats(a), toFloats(b)));
  };

export const correlation = defineScalar({
  name: 'correlation',
  category: 'series',
  summary:
    'Measures how alike series move, from -1 to 1 (Pearson); NULL for a constant. Of a group of series and one, the result is an array; of two groups, a matrix; with options, a row of the strongest correlation and the shift of `b` there.',
  parameters: {
    a: 'a series, or an array of series; points at which either series has no value are left out',
    b: 'a series, or an array of series',
    'options?': 'a JSON object of the options below, for two series',
  },
  examples: [
    { call: 'correlation(array[1, 2, 3], array[2, 4, 6])', result: '1.0' },
    { call: 'correlation(array[array[1, 2, 3], array[3, 2, 1]], array[1, 2, 3])', result: '[1.0, -1.0]' },
    { call: 'correlation(array[1, 1, 1], array[1, 2, 3])', result: 'NULL' },
    { call: 'correlation(array[0, 0, 5, 0, 0, 0], array[0, 0, 0, 0, 5, 0], \'{"max_shift": 3}\').shift', result: '2' },
    { call: 'correlation(array[1, 2, 3], array[1, 20, 300], \'{"method": "spearman"}\').correlation', result: '1.0' },
  ],
  overloads: [
    overload({ params: [vector, vector], returns: double, prepare: pairing }),
    overload({
      params: [arrayOf(vector), vector],
      returns: vector,
      prepare(call) {
        const pair = pairing(call);
        return (group: Matrix, one) => group.map((series) => pair(series, one));
      },
    }),
    overload({
      params: [arrayOf(vector), arrayOf(vector)],
      returns: arrayOf(vector),
      prepare(call) {
        const pair = pairing(call);
        return (left: Matrix, right: Matrix) => left.map((a) => right.map((b) => pair(a, b)));
      },
    }),
    overload({
      params: [vector, vector, varchar],
      returns: shifted.returns,
      options,
      prepare: (call) => (a, b, source) =>
        shifted.answer(call, () => {
          if (a.length === 0 || b.length === 0) throw new SeriesFailure('the series is empty');
          const { method, max_shift } = options.read(source);
          const { value, shift } = bestShift(toFloats(a), toFloats(b), max_shift, method === 'pearson' ? pearson : spearman, call.tick);
          return [toCell(value), BigInt(shift)];
        }),
    }),
  ],
});
