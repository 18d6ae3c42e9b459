import { arrayOf, double } from '../../types/type-descriptor.ts';
import { percentileOf } from '../array/running.ts';
import { type AggregateCallSite, defineAggregate } from '../declaration.ts';
import { checkFraction, fractionsOf, sameInGroup } from './constant-arguments.ts';
import { statefulAccumulator } from './stateful.ts';

interface Sample {
  readonly values: number[];
  /** Undefined before the first row, where the second argument gives it. */
  fraction: number | undefined;
}

/** Keeps all values; the fraction is the second argument's, or the one given. */
const sampling = ({ returns }: AggregateCallSite, fixed?: number) =>
  statefulAccumulator<Sample>(returns, {
    make: () => ({ values: [], fraction: fixed }),
    stateBytes: 240,
    add(state, value, fraction) {
      state.values.push(value as number);
      if (fraction !== undefined && fraction !== state.fraction)
        state.fraction = sameInGroup(state.fraction, fractionsOf(fraction)[0]!, 'the fraction');
      return 8;
    },
    merge(state, other) {
      for (const value of other.values) state.values.push(value);
      if (other.fraction !== undefined) state.fraction = sameInGroup(state.fraction, other.fraction, 'the fraction');
    },
    encoding: {
      fields: [
        { name: 'values', type: arrayOf(double).type },
        { name: 'fraction', type: double.type },
      ],
      encode: (state) => [state.values, state.fraction ?? null],
      decode: ([values, fraction]) => ({ values: values as number[], fraction: (fraction ?? undefined) as number | undefined }),
    },
    finish: ({ values, fraction }) => (fraction === undefined ? null : percentileOf(values, fraction)),
  });

export const percentile = defineAggregate({
  name: 'percentile',
  category: 'aggregate',
  summary:
    'The exact value below which a fraction of the values lies, between neighbours by straight lines. Keeps all values: approx_percentile needs less memory.',
  parameters: { value: 'the numbers; NULLs are left out', fraction: 'the share of the values below, from 0 to 1: 0.95 for 95 %' },
  examples: [
    { call: 'percentile(x, 0.25)', result: '1.5' },
    { call: 'percentile(x, 25)', error: 'SPL2107' },
  ],
  overloads: [
    {
      params: [double, double],
      returns: double,
      accumulator(call) {
        checkFraction(call, 1, 'percentile');
        return sampling(call);
      },
    },
  ],
});

export const median = defineAggregate({
  name: 'median',
  category: 'aggregate',
  summary: 'The value in the middle, or halfway between the two in the middle: percentile(value, 0.5). Keeps all values.',
  parameters: { value: 'the numbers; NULLs are left out' },
  examples: [
    { call: 'median(x)', result: '2.0' },
    { call: 'median(nullif(x, 2))', result: '2.0' },
  ],
  overloads: [{ params: [double], returns: double, accumulator: (call) => sampling(call, 0.5) }],
});
