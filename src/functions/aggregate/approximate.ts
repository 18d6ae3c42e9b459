import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, T, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { valueKey } from '../../types/values.ts';
import { type AggregateOverload, defineAggregate } from '../declaration.ts';
import { DistinctSketch } from './distinct-sketch.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { statefulAccumulator } from './stateful.ts';

interface PercentileState {
  readonly sketch: QuantileSketch;
  fractions: readonly number[];
}

function sharesOf(value: unknown): readonly number[] {
  const fractions = (Array.isArray(value) ? value : [value]) as readonly (number | null)[];
  for (const p of fractions) if (p === null || !(p >= 0 && p <= 1)) invalidArgument('a percentile must be between 0 and 1');
  return fractions as readonly number[];
}

/** The forms over one number type: one fraction or an array of them, with or without weights. */
function percentileOf(token: TypeDescriptor<number> | TypeDescriptor<bigint>): AggregateOverload[] {
  const convert: (x: number | null) => unknown =
    token === bigint ? (x: number | null) => (x === null ? null : BigInt(Math.round(x))) : (x: number | null) => x;
  return [false, true].flatMap((weighted) =>
    [false, true].map((many): AggregateOverload => {
      const fraction = many ? arrayOf(double) : double;
      return {
        params: weighted ? [token, bigint, fraction] : [token, fraction],
        returns: many ? arrayOf(token as TypeDescriptor<unknown>) : token,
        accumulator: ({ returns }) =>
          statefulAccumulator<PercentileState>(returns, {
            make: () => ({ sketch: new QuantileSketch(), fractions: [] }),
            add(state, value, ...rest) {
              const p = rest[weighted ? 1 : 0];
              if (state.fractions.length === 0) state.fractions = sharesOf(p);
              const before = state.sketch.byteSize();
              state.sketch.add(Number(value), weighted ? Number(rest[0]) : 1);
              return state.sketch.byteSize() - before;
            },
            merge(state, other) {
              state.sketch.merge(other.sketch);
              if (state.fractions.length === 0) state.fractions = other.fractions;
            },
            finish({ sketch, fractions }) {
              const found = sketch.quantiles(fractions).map(convert);
              return many ? found : (found[0] ?? null);
            },
          }),
      };
    }),
  );
}

export const approxPercentile = defineAggregate({
  name: 'approx_percentile',
  category: 'aggregate',
  summary:
    'The value below which a fraction (0 to 1) of the values lies, or an array for an array of fractions; exact up to 512 values, else within 0.4 %.',
  parameters: ['value', 'weight?', 'fraction'],
  examples: [
    { call: 'approx_percentile(x, 0.5)', result: '2' },
    { call: 'approx_percentile(x, array[0.1, 0.9])', result: '[1, 3]' },
  ],
  overloads: [...percentileOf(bigint), ...percentileOf(double)],
});

export const approxDistinct = defineAggregate({
  name: 'approx_distinct',
  category: 'aggregate',
  summary: 'The number of distinct values that are not NULL; exact up to 256, else with a standard error of 2.3 % or the one given.',
  parameters: ['value', 'error?'],
  examples: [{ call: 'approx_distinct(x)', result: '3' }],
  overloads: [false, true].map(
    (withError): AggregateOverload => ({
      params: withError ? [T, double] : [T],
      returns: bigint,
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        return statefulAccumulator<{ sketch: DistinctSketch | undefined }>(call.returns, {
          make: () => ({ sketch: undefined }),
          add(state, value, error) {
            const before = state.sketch?.byteSize() ?? 0;
            state.sketch ??= new DistinctSketch(withError ? precisionFor(error as number) : 11);
            state.sketch.add(idOf(value));
            return state.sketch.byteSize() - before;
          },
          merge(state, other) {
            if (!other.sketch) return;
            if (state.sketch) state.sketch.merge(other.sketch);
            else state.sketch = other.sketch;
          },
          finish: ({ sketch }) => BigInt(sketch?.estimate() ?? 0),
          empty: 0n,
        });
      },
    }),
  ),
});

function precisionFor(error: number): number {
  if (!(error >= 0.0040625 && error <= 0.26)) invalidArgument('the standard error must be between 0.0040625 and 0.26');
  return Math.min(16, Math.max(4, Math.ceil(Math.log2((1.04 / error) ** 2))));
}
