import { arrayOf, bigint, double } from '../../types/type-descriptor.ts';
import {
  type Accumulator,
  type AggregateCallSite,
  type AggregateFunction,
  type AggregateOverload,
  defineAggregate,
} from '../declaration.ts';
import { checkFraction, fractionsOf, sameInGroup } from './constant-arguments.ts';
import {
  bigints,
  doubles,
  encodingOf,
  type NumberType,
  PercentileAccumulator,
  type PercentileState,
  stateBytes,
} from './percentile-accumulator.ts';
import { QuantileSketch } from './quantile-sketch.ts';
import { statefulAccumulator } from './stateful.ts';

/** What the arguments of a call are: a weight after the value, an array of fractions, or always the same fraction. */
interface Arguments {
  readonly weighted?: boolean;
  readonly many?: boolean;
  readonly fixed?: number;
}

function sketching<V extends number | bigint>(call: AggregateCallSite, type: NumberType<V>, args: Arguments): Accumulator {
  const { weighted = false, many = false, fixed } = args;
  const constant = fixed ?? call.constants[1];
  if (!weighted && !many && typeof constant === 'number') return new PercentileAccumulator(call.returns, type, constant);
  const account = { bytes: 0 };
  return statefulAccumulator<PercentileState<V>>(call.returns, {
    make: () => ({ sketch: new QuantileSketch(type.valueOf, account), fractions: [] }),
    stateBytes,
    add(state, value, ...rest) {
      const given = rest[weighted ? 1 : 0];
      if (given !== state.given) {
        const known = state.fractions.length === 0 ? undefined : state.fractions;
        state.fractions = sameInGroup(known, fractionsOf(given), 'the fraction');
      }
      state.given = given;
      const before = account.bytes;
      state.sketch.add(value as V, weighted ? Number(rest[0]) : 1);
      return account.bytes - before;
    },
    merge(state, other) {
      state.sketch.merge(other.sketch.state());
      const known = state.fractions.length === 0 ? undefined : state.fractions;
      if (other.fractions.length > 0) state.fractions = sameInGroup(known, other.fractions, 'the fraction');
    },
    finish({ sketch, fractions }) {
      const found = sketch.quantiles(fractions);
      return many ? found : (found[0] ?? null);
    },
    encoding: encodingOf(type),
  });
}

/** The overloads over one number type: one fraction or an array of them, with or without weights. */
function percentileOf<V extends number | bigint>(type: NumberType<V>): AggregateOverload[] {
  const { token } = type;
  return [false, true].flatMap((weighted) =>
    [false, true].map((many): AggregateOverload => {
      const fraction = many ? arrayOf(double) : double;
      return {
        params: weighted ? [token, bigint, fraction] : [token, fraction],
        returns: many ? arrayOf(token) : token,
        exactMerge: true,
        accumulator(call) {
          checkFraction(call, weighted ? 2 : 1, 'approx_percentile');
          return sketching(call, type, { weighted, many });
        },
      };
    }),
  );
}

export const approxPercentile = defineAggregate({
  name: 'approx_percentile',
  category: 'aggregate',
  summary:
    'The value below which a fraction of the values lies, or an array for an array of fractions. Exact up to 512 values and for the fractions 0 and 1, else within 0.4 %.',
  parameters: {
    value: 'the numbers; NULLs and NaN are left out',
    'weight?': { description: 'how many times a value counts', default: '1' },
    fraction: 'the share of the values below, from 0 to 1: 0.95 for 95 %; or an array of shares',
  },
  examples: [
    { call: 'approx_percentile(x, 0.5)', result: '2' },
    { call: 'approx_percentile(x, array[0.1, 0.9])', result: '[1, 3]' },
    { call: 'approx_percentile(x, 95)', error: 'SPL2107' },
  ],
  overloads: [...percentileOf(bigints), ...percentileOf(doubles)],
});

/** A percentile that other languages have a name for. */
function shortcut(percent: number): AggregateFunction {
  const over = <V extends number | bigint>(type: NumberType<V>): AggregateOverload => ({
    params: [type.token],
    returns: type.token,
    exactMerge: true,
    accumulator: (call) => sketching(call, type, { fixed: percent / 100 }),
  });
  return defineAggregate({
    name: `p${percent}`,
    category: 'aggregate',
    summary: `The value below which ${percent} % of the values lie: approx_percentile(value, ${percent / 100}).`,
    parameters: { value: 'the numbers; NULLs and NaN are left out' },
    examples: [
      { call: `p${percent}(x)`, result: percent > 66 ? '3' : '2' },
      { call: `p${percent}(nullif(x, x))`, result: 'NULL' },
    ],
    overloads: [over(bigints), over(doubles)],
  });
}

export const p50 = shortcut(50);
export const p75 = shortcut(75);
export const p90 = shortcut(90);
export const p95 = shortcut(95);
export const p99 = shortcut(99);
