import { invalidArgument } from '../../diagnostics/row-error.ts';
import { arrayOf, bigint, double, intervalDay, T, type TypeDescriptor } from '../../types/type-descriptor.ts';
import { cellBytes, valueKey } from '../../types/values.ts';
import { checkConstant, sameInGroup } from '../aggregate/constant-arguments.ts';
import { cellOf } from '../aggregate/state-encoding.ts';
import { statefulAccumulator } from '../aggregate/stateful.ts';
import { type AggregateCallSite, type AggregateOverload, defineAggregate, type Example } from '../declaration.ts';
import { instant } from '../series/series-function.ts';
import { type ChangeKind, changeOf, extrapolatedChange, instantChange, type Samples } from './algorithms/samples.ts';

/** What is known of one series of a group. */
interface SeriesSamples {
  readonly key: unknown;
  readonly times: bigint[];
  readonly values: number[];
}

/** The samples of a group by series, and the length of the range in nanoseconds if one was given. */
interface GroupSamples {
  readonly series: Map<unknown, SeriesSamples>;
  window: bigint | undefined;
}

/** How the change of a series over its range is computed; the range is known where a window is given. */
type Change = (samples: Samples, range: { readonly start: number; readonly end: number } | undefined) => number | undefined;

/** What a series takes without its samples. */
const seriesBytes = 300;

function seriesOf({ series }: GroupSamples, id: unknown, key: unknown): SeriesSamples {
  let known = series.get(id);
  if (!known) {
    known = { key, times: [], values: [] };
    series.set(id, known);
  }
  return known;
}

const lengthOfWindow = (value: unknown): bigint => {
  const window = value as bigint;
  return window > 0n ? window : invalidArgument('the window must be longer than nothing, such as 5m');
};

/** The multiple of the window that has the last sample, in milliseconds from `base`. @throws RowError where samples lie before it. */
function rangeOf(all: readonly SeriesSamples[], window: bigint, base: bigint): { readonly start: number; readonly end: number } {
  let first = all[0]!.times[0]!;
  let last = first;
  for (const { times } of all)
    for (const time of times) {
      if (time < first) first = time;
      if (time > last) last = time;
    }
  const start = last - (((last % window) + window) % window);
  if (first < start)
    invalidArgument('the samples of the group span more than one window: group by bin(time, window), or give make-series the same step');
  return { start: milliseconds(start - base), end: milliseconds(start + window - base) };
}

const milliseconds = (nanos: bigint): number => Number(nanos) / 1e6;

/** The samples of a series in the order of time, in milliseconds from `base`. @throws RowError where two of one time differ. */
function inOrder({ times, values }: SeriesSamples, base: bigint): Samples {
  let order = times.map((_, i) => i);
  if (times.some((time, i) => i > 0 && time <= times[i - 1]!)) {
    order.sort((a, b) => (times[a]! < times[b]! ? -1 : times[a]! > times[b]! ? 1 : a - b));
    order = order.filter((at, i) => {
      const before = order[i - 1];
      if (before === undefined || times[before] !== times[at]) return true;
      if (!Object.is(values[before], values[at]))
        invalidArgument(
          'two samples of one time have different values: they are of several series, which a third argument such as __labels__ tells apart',
        );
      return false;
    });
  }
  return {
    times: Float64Array.from(order, (i) => milliseconds(times[i]! - base)),
    values: Float64Array.from(order, (i) => values[i]!),
    from: 0,
    to: order.length,
  };
}

/** The changes of all series of a group, added up; NULL where none has one. */
function totalOf({ series, window }: GroupSamples, change: Change): number | null {
  const all = [...series.values()];
  if (all.length === 0) return null;
  const base = all[0]!.times[0]!;
  const range = window === undefined ? undefined : rangeOf(all, window, base);
  let total: number | null = null;
  for (const samples of all) {
    const own = change(inOrder(samples, base), range);
    if (own !== undefined) total = (total ?? 0) + own;
  }
  return total;
}

function accumulating(change: Change, { types, returns, constants }: AggregateCallSite) {
  checkConstant({ types, returns, constants }, 3, lengthOfWindow);
  const keyType = types[2];
  const idOf = keyType ? valueKey(keyType) : () => undefined;
  const add = (state: GroupSamples, value: unknown, time: unknown, key?: unknown, window?: unknown): number => {
    if (time === null || (types.length > 3 && window === null)) return 0;
    if (window !== undefined) state.window = sameInGroup(state.window, lengthOfWindow(window), 'the window');
    const before = state.series.size;
    const { times, values } = seriesOf(state, key === null ? null : idOf(key), key);
    times.push(time as bigint);
    values.push(value as number);
    return 32 + (state.series.size > before ? seriesBytes + cellBytes(key ?? null) : 0);
  };
  return statefulAccumulator<GroupSamples>(returns, {
    make: () => ({ series: new Map(), window: undefined }),
    stateBytes: 300,
    nulls: 'first',
    add,
    merge(state, other) {
      if (other.window !== undefined) state.window = sameInGroup(state.window, other.window, 'the window');
      for (const [id, { key, times, values }] of other.series) {
        const own = seriesOf(state, id, key);
        times.forEach((time, i) => {
          own.times.push(time);
          own.values.push(values[i]!);
        });
      }
    },
    finish: (state) => totalOf(state, change),
    encoding: {
      fields: [
        { name: 'keys', type: arrayOf(keyType ? cellOf(keyType) : bigint).type },
        { name: 'times', type: arrayOf(arrayOf(bigint)).type },
        { name: 'values', type: arrayOf(arrayOf(double)).type },
        { name: 'window', type: bigint.type },
      ],
      encode: ({ series, window }) => {
        const all = [...series.values()];
        return [all.map(({ key }) => key ?? null), all.map(({ times }) => times), all.map(({ values }) => values), window ?? null];
      },
      decode([keys, times, values, window]) {
        const state: GroupSamples = { series: new Map(), window: (window ?? undefined) as bigint | undefined };
        (keys as readonly unknown[]).forEach((key, i) => {
          const own = { key, times: (times as bigint[][])[i]!, values: (values as number[][])[i]! };
          state.series.set(keyType && key !== null ? idOf(key) : keyType ? null : undefined, own);
        });
        return state;
      },
    },
  });
}

function overloads(change: Change, hasWindow: boolean): AggregateOverload[] {
  const signatures: (readonly TypeDescriptor[])[] = [
    [double, instant],
    [double, instant, T],
  ];
  if (hasWindow) signatures.push([double, instant, T, intervalDay]);
  return signatures.map((params) => ({ params, returns: double, accumulator: (call) => accumulating(change, call) }));
}

const sampleParameters = {
  value: 'the value of each sample; NULLs are left out',
  time: { description: 'when it was taken: TIMESTAMP or BIGINT', unit: 'nanoseconds since 1970' },
  'series?': {
    description: 'what tells the series of a group apart, such as `__labels__`; the results of all are added up',
    default: 'all rows of a group are one series',
  },
} as const;

const windowParameter = {
  'window?': {
    description:
      'the length of the range, such as `5m`: the result is extrapolated to the multiple of it that the samples lie in, as Prometheus does',
    default: 'from the first sample to the last',
  },
} as const;

/** A change over the whole range. */
function overRange(name: string, summary: string, kind: ChangeKind, examples: readonly Example[]) {
  const change: Change = (samples, range) => {
    if (range) return extrapolatedChange(samples, kind, range.start, range.end);
    const { times, to } = samples;
    const elapsed = (times[to - 1]! - times[0]!) / 1000;
    if (to < 2) return undefined;
    return changeOf(samples, kind.counter) / (kind.perSecond ? elapsed : 1);
  };
  return defineAggregate({
    name,
    category: 'metrics',
    summary: `${summary} NULL for fewer than two samples.`,
    parameters: { ...sampleParameters, ...windowParameter },
    examples,
    overloads: overloads(change, true),
  });
}

/** A change between the last two samples. */
function atEnd(name: string, summary: string, kind: ChangeKind, examples: readonly Example[]) {
  return defineAggregate({
    name,
    category: 'metrics',
    summary: `${summary} NULL for fewer than two samples.`,
    parameters: sampleParameters,
    examples,
    overloads: overloads((samples) => instantChange(samples, kind), false),
  });
}

const seconds = '1000000000 * x';

export const rate = overRange(
  'rate',
  'By how much a counter grows per second; where it falls, it was restarted from zero.',
  { counter: true, perSecond: true },
  [
    { call: `rate(10 * x, ${seconds})`, result: '10.0' },
    { call: `rate(10 * x, ${seconds}, y)`, result: 'NULL' },
    { call: `rate(10 * x, ${seconds}, 'all', 1m)`, result: '0.583333333333' },
  ],
);

export const increase = overRange(
  'increase',
  'By how much a counter grows; where it falls, it was restarted from zero.',
  { counter: true, perSecond: false },
  [
    { call: `increase(10 * x, ${seconds})`, result: '20.0' },
    { call: `increase(if(x = 3, 5, 10 * x), ${seconds})`, result: '15.0' },
  ],
);

export const delta = overRange(
  'delta',
  'By how much a gauge changes from the first sample to the last.',
  { counter: false, perSecond: false },
  [{ call: `delta(10 - x, ${seconds})`, result: '-2.0' }],
);

export const irate = atEnd(
  'irate',
  'By how much a counter grows per second between the last two samples.',
  { counter: true, perSecond: true },
  [{ call: `irate(x * x, ${seconds})`, result: '5.0' }],
);

export const idelta = atEnd('idelta', 'By how much a gauge changes between the last two samples.', { counter: false, perSecond: false }, [
  { call: `idelta(x * x, ${seconds})`, result: '5.0' },
]);
