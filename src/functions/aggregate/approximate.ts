import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayType, INTEGER, VARBINARY } from '../../types/data-type.ts';
import { arrayOf, bigint, double, integer, T, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { keyTypeOf, valueKey } from '../../types/values.ts';
import { type AggregateOverload, defineAggregate } from '../declaration.ts';
import { DistinctSketch, type SketchState } from './distinct-sketch.ts';
import { QuantileSketch, type QuantileState } from './quantile-sketch.ts';
import { statefulAccumulator } from './stateful.ts';

interface PercentileState<V extends number | bigint> {
  readonly sketch: QuantileSketch<V>;
  fractions: readonly number[];
}

function fractionsOf(value: unknown): readonly number[] {
  const fractions = (Array.isArray(value) ? value : [value]) as readonly (number | null)[];
  for (const p of fractions) {
    if (p !== null && p >= 0 && p <= 1) continue;
    const percent = p !== null && p > 1 && p <= 100 ? `: write ${p / 100} for ${p} %` : '';
    invalidArgument(`a percentile is a fraction from 0 to 1${percent}`);
  }
  return fractions as readonly number[];
}

/** The overloads over one number type: one fraction or an array of them, with or without weights. */
function percentileOf<V extends number | bigint>(token: TypeDescriptor<V>, valueOf: (x: number) => V): AggregateOverload[] {
  return [false, true].flatMap((weighted) =>
    [false, true].map((many): AggregateOverload => {
      const fraction = many ? arrayOf(double) : double;
      const list = arrayOf(token).type;
      return {
        params: weighted ? [token, bigint, fraction] : [token, fraction],
        returns: many ? arrayOf(token) : token,
        accumulator({ returns, constants }) {
          const constant = constants[weighted ? 2 : 1];
          if (constant !== undefined && constant !== null) fractionsOf(constant);
          return statefulAccumulator<PercentileState<V>>(returns, {
            make: () => ({ sketch: new QuantileSketch(valueOf), fractions: [] }),
            add(state, value, ...rest) {
              const p = rest[weighted ? 1 : 0];
              if (state.fractions.length === 0) state.fractions = fractionsOf(p);
              const before = state.sketch.byteSize();
              state.sketch.add(value as V, weighted ? Number(rest[0]) : 1);
              return state.sketch.byteSize() - before;
            },
            merge(state, other) {
              state.sketch.merge(other.sketch.state());
              if (state.fractions.length === 0) state.fractions = other.fractions;
            },
            finish({ sketch, fractions }) {
              const found = sketch.quantiles(fractions);
              return many ? found : (found[0] ?? null);
            },
            encoding: {
              fields: [
                { name: 'fractions', type: arrayOf(double).type },
                { name: 'exact', type: list },
                { name: 'buckets', type: arrayOf(integer).type },
                { name: 'counts', type: arrayOf(double).type },
                { name: 'count', type: double.type },
                { name: 'min', type: token.type },
                { name: 'max', type: token.type },
              ],
              encode({ sketch, fractions }) {
                const { exact, buckets, counts, count, min, max } = sketch.state();
                return [fractions, exact, buckets, counts, count, min, max];
              },
              decode([fractions, exact, buckets, counts, count, min, max]) {
                const sketch = new QuantileSketch<V>(valueOf);
                sketch.merge({ exact, buckets, counts, count, min, max } as QuantileState<V>);
                return { sketch, fractions: fractions as readonly number[] };
              },
            },
          });
        },
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
  overloads: [...percentileOf(bigint, (x) => BigInt(Math.round(x))), ...percentileOf(double, (x) => x)],
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
        const constant = call.constants[1];
        if (typeof constant === 'number') precisionFor(constant);
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
          encoding: {
            fields: [
              { name: 'precision', type: INTEGER },
              { name: 'keys', type: arrayType(keyTypeOf(call.types[0]!)) },
              { name: 'registers', type: VARBINARY },
            ],
            encode({ sketch }) {
              const { precision, keys, registers } = sketch!.state(); // made with the first value
              return [precision, keys, registers];
            },
            decode: ([precision, keys, registers]) => ({ sketch: DistinctSketch.of({ precision, keys, registers } as SketchState) }),
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
