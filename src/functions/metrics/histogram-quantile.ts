import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, type TypeDescriptor, varchar } from '../../types/type-descriptor.ts';
import { checkConstant, fractionsOf, sameInGroup } from '../aggregate/constant-arguments.ts';
import type { GroupState } from '../aggregate/stateful.ts';
import { statefulAccumulator } from '../aggregate/stateful.ts';
import { type AggregateOverload, defineAggregate } from '../declaration.ts';
import {
  addExponential,
  bucketsOf,
  type Exponential,
  emptyExponential,
  quantileOfCumulative,
  quantileOfExponential,
} from './algorithms/quantiles.ts';

/** What a group is asked for: the fraction, undefined before the first row. */
interface Asked {
  fraction: number | undefined;
}

/** Observations per upper bound: up to the bound, or within the bucket. */
interface ClassicState extends Asked {
  readonly counts: Map<number, number>;
}

interface ExponentialState extends Asked {
  readonly histogram: Exponential;
}

const bytesPerBucket = 48;
const doubles = arrayOf(double);

function ask(state: Asked, fraction: unknown): void {
  state.fraction = sameInGroup(state.fraction, fractionsOf(fraction)[0]!, 'the fraction');
}

const finite = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The number of a label `le`. */
function boundOf(text: string): number {
  const word = text.trim();
  if (/^\+?inf$/i.test(word)) return Number.POSITIVE_INFINITY;
  const bound = word === '' ? Number.NaN : Number(word);
  return Number.isNaN(bound) ? invalidArgument(`'${text}' is not the bound of a bucket, such as '0.5' or '+Inf'`) : bound;
}

function addCount(counts: Map<number, number>, bound: number, count: number): number {
  const known = counts.get(bound);
  counts.set(bound, (known ?? 0) + count);
  return known === undefined ? bytesPerBucket : 0;
}

/** Classic buckets; `cumulated`: whether counts are those of all observations up to the bound. */
const classic = (cumulated: boolean, add: GroupState<ClassicState>['add']): GroupState<ClassicState> => ({
  make: () => ({ fraction: undefined, counts: new Map() }),
  stateBytes: 300,
  add(state, fraction, ...rest) {
    if (rest.includes(null)) return 0;
    ask(state, fraction);
    return add(state, ...rest);
  },
  merge(state, other) {
    if (other.fraction !== undefined) ask(state, other.fraction);
    for (const [bound, count] of other.counts) addCount(state.counts, bound, count);
  },
  finish({ fraction, counts }) {
    if (fraction === undefined) return null;
    const buckets = [...counts].map(([bound, count]) => ({ bound, count })).sort((a, b) => a.bound - b.bound);
    let below = 0;
    return finite(
      quantileOfCumulative(fraction, cumulated ? buckets : buckets.map(({ bound, count }) => ({ bound, count: (below += count) }))),
    );
  },
  encoding: {
    fields: [
      { name: 'fraction', type: double.type },
      { name: 'bounds', type: doubles.type },
      { name: 'counts', type: doubles.type },
    ],
    encode: ({ fraction, counts }) => [fraction ?? null, [...counts.keys()], [...counts.values()]],
    decode: ([fraction, bounds, counts]) => ({
      fraction: (fraction ?? undefined) as number | undefined,
      counts: new Map((bounds as number[]).map((bound, i) => [bound, (counts as number[])[i]!])),
    }),
  },
});

/** The counts of buckets by their index, of which the first is `offset`. */
const indexed = (offset: unknown, counts: unknown): Map<number, number> =>
  new Map(((counts ?? []) as readonly (number | null)[]).map((count, i) => [Number(offset ?? 0n) + i, count ?? 0]));

const exponential: Omit<GroupState<ExponentialState>, 'add'> = {
  make: () => ({ fraction: undefined, histogram: emptyExponential() }),
  stateBytes: 500,
  merge(state, other) {
    if (other.fraction !== undefined) ask(state, other.fraction);
    addExponential(state.histogram, other.histogram);
  },
  finish: ({ fraction, histogram }) => (fraction === undefined ? null : finite(quantileOfExponential(fraction, bucketsOf(histogram)))),
  encoding: {
    fields: [
      { name: 'fraction', type: double.type },
      { name: 'shape', type: doubles.type },
      { name: 'positive', type: arrayOf(doubles).type },
      { name: 'negative', type: arrayOf(doubles).type },
    ],
    encode: ({ fraction, histogram: { scale, zeroCount, zeroThreshold, positive, negative } }) => [
      fraction ?? null,
      [scale, zeroCount, zeroThreshold],
      [[...positive.keys()], [...positive.values()]],
      [[...negative.keys()], [...negative.values()]],
    ],
    decode([fraction, shape, positive, negative]) {
      const [scale, zeroCount, zeroThreshold] = shape as [number, number, number];
      const side = ([indexes, counts]: readonly number[][]): Map<number, number> =>
        new Map(indexes!.map((index, i) => [index, counts![i]!]));
      return {
        fraction: (fraction ?? undefined) as number | undefined,
        histogram: { scale, zeroCount, zeroThreshold, positive: side(positive as number[][]), negative: side(negative as number[][]) },
      };
    },
  },
};

function overload<S>(params: readonly TypeDescriptor[], state: GroupState<S>): AggregateOverload {
  return {
    params,
    returns: double,
    accumulator(call) {
      checkConstant(call, 0, fractionsOf);
      return statefulAccumulator(call.returns, { ...state, nulls: 'first' });
    },
  };
}

export const histogramQuantile = defineAggregate({
  name: 'histogram_quantile',
  category: 'metrics',
  summary:
    'The value below which a fraction of the observations of histograms lies; histograms of one group are added up. Within a bucket values lie evenly, or evenly on a logarithmic scale in exponential histograms. NULL where nothing was observed, or where classic buckets have no infinite one.',
  parameters: {
    fraction: 'the share of the observations below, from 0 to 1: 0.99 for 99 %',
    bound: 'the upper bound of a bucket, as in the label `le`; of whole histograms `bounds`; of exponential ones `scale`',
    count:
      'how many observations are below the bound, or how many per second; of whole histograms `counts`, one more than bounds and not cumulated',
  },
  examples: [
    { call: "histogram_quantile(0.5, if(x = 3, '+Inf', cast(x as varchar)), 4 * x)", result: '1.5' },
    { call: 'histogram_quantile(0.5, array[1.0, 2.0], array[2.0, 6.0, 0.0])', result: '1.33333333333' },
    { call: 'histogram_quantile(50, 1.0, 1.0)', error: 'SPL2107' },
  ],
  overloads: [
    overload(
      [double, double, double],
      classic(true, ({ counts }, bound, count) => addCount(counts, bound as number, count as number)),
    ),
    overload(
      [double, varchar, double],
      classic(true, ({ counts }, bound, count) => addCount(counts, boundOf(bound as string), count as number)),
    ),
    overload(
      [double, doubles, doubles],
      classic(false, ({ counts }, given, observed) => {
        const bounds = given as readonly (number | null)[];
        const cells = observed as readonly (number | null)[];
        if (cells.length !== bounds.length + 1 && cells.length > 0)
          invalidArgument(`there are ${bounds.length} bounds and ${cells.length} counts, which must be one more`);
        return cells.reduce<number>((grown, count, i) => grown + addCount(counts, bounds[i] ?? Number.POSITIVE_INFINITY, count ?? 0), 0);
      }),
    ),
    overload([double, bigint, double, double, bigint, doubles, bigint, doubles], {
      ...exponential,
      add(state, fraction, scale, zeroCount, zeroThreshold, posOffset, posCounts, negOffset, negCounts) {
        if (scale === null) return 0;
        ask(state, fraction);
        const { positive, negative } = state.histogram;
        const before = positive.size + negative.size;
        addExponential(state.histogram, {
          scale: Number(scale),
          zeroCount: (zeroCount ?? 0) as number,
          zeroThreshold: (zeroThreshold ?? 0) as number,
          positive: indexed(posOffset, posCounts),
          negative: indexed(negOffset, negCounts),
        });
        return bytesPerBucket * Math.max(0, positive.size + negative.size - before);
      },
    }),
  ],
});
