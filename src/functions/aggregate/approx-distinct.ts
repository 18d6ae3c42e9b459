import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayType, INTEGER, VARBINARY } from '../../types/data-type.ts';
import { bigint, double, T } from '../../types/type-descriptor.ts';
import { keyTypeOf, valueKey } from '../../types/values.ts';
import { type AggregateOverload, defineAggregate } from '../declaration.ts';
import { checkConstant } from './constant-arguments.ts';
import { DistinctSketch, type SketchState } from './distinct-sketch.ts';
import { statefulAccumulator } from './stateful.ts';

export const approxDistinct = defineAggregate({
  name: 'approx_distinct',
  aliases: ['dcount', 'estdc', 'uniq'],
  category: 'aggregate',
  summary: 'The number of distinct values that are not NULL; exact up to 256, else with a standard error of 2.3 % or the one given.',
  parameters: {
    value: 'what is counted; NULLs are left out',
    'error?': { description: 'the standard error, from 0.0040625 to 0.26; a smaller one needs more memory', default: '0.023' },
  },
  examples: [
    { call: 'approx_distinct(x)', result: '3' },
    { call: 'approx_distinct(nullif(x, 2))', result: '2' },
    { call: 'approx_distinct(x, 5.0)', error: 'SPL2107' },
  ],
  overloads: [false, true].map(
    (withError): AggregateOverload => ({
      params: withError ? [T, double] : [T],
      returns: bigint,
      accumulator(call) {
        const idOf = valueKey(call.types[0]!);
        checkConstant(call, 1, precisionFor);
        return statefulAccumulator<{ sketch: DistinctSketch | undefined }>(call.returns, {
          make: () => ({ sketch: undefined }),
          stateBytes: 320,
          add(state, value, error) {
            const before = state.sketch?.byteSize() ?? 0;
            state.sketch ??= new DistinctSketch(withError ? precisionFor(error) : 11);
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

function precisionFor(error: unknown): number {
  const share = error as number; // what the overload takes
  if (!(share >= 0.0040625 && share <= 0.26)) invalidArgument(`the standard error is from 0.0040625 to 0.26, not ${share}`);
  return Math.min(16, Math.max(4, Math.ceil(Math.log2((1.04 / share) ** 2))));
}
