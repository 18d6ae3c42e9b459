import { type Factor, findFactors } from './common-factors.ts';
import { SeriesFailure } from './failure.ts';

/** Series with attributes: what series_drilldown is given. */
export interface DrilldownInput {
  /** By attribute, by series: the value, NULL for none. */
  readonly attributes: readonly (readonly (string | null)[])[];
  /** By series: times in nanoseconds and values; NULL values count as missing. */
  readonly times: readonly (readonly bigint[])[];
  readonly values: readonly (readonly (number | null)[])[];
  /** The window, both ends included. */
  readonly begin: bigint;
  readonly end: bigint;
}

export interface DrilldownOptions {
  readonly maxCauses: number;
  readonly maxAttributes: number;
  readonly minShare: number;
  /** Times before the window to learn from: a range, or a number of points. */
  readonly baseline: { readonly begin: bigint; readonly end: bigint } | { readonly points: number };
  /** Whether a time at which a series has no value counts as zero. */
  readonly missing: 'zero' | 'skip';
  readonly direction: 'up' | 'down' | 'both';
  /** Milliseconds; undefined for no limit. */
  readonly timeBudget: number | undefined;
}

/** The six numbers of a combination: sums over its series, as means a time step of the window. */
export interface CauseStatistics {
  readonly relative_ratio: number;
  readonly relative_unexpected_difference: number;
  readonly difference: number;
  readonly predict: number;
  readonly real: number;
  readonly support: number;
}

export interface Cause {
  /** By attribute: the code of its value among `values`, or -1. */
  readonly pattern: Int32Array;
  readonly statistics: CauseStatistics;
  readonly direction: 'up' | 'down';
  /** The share of all that was explained. */
  readonly explained: number;
}

export interface DrilldownResult {
  readonly causes: readonly Cause[];
  readonly total: { readonly real: number; readonly predict: number; readonly difference: number };
  /** By attribute: its distinct values. */
  readonly values: readonly (readonly (string | null)[])[];
  readonly complete: boolean;
}

/** The times of the window and of the baseline, by all series together. */
function timeSteps(
  { times, begin, end }: DrilldownInput,
  { baseline }: DrilldownOptions,
): { readonly window: bigint[]; readonly before: bigint[] } {
  const all = new Set<bigint>();
  for (const series of times) for (const time of series) all.add(time);
  const sorted = [...all].sort((a, b) => (a < b ? -1 : 1));
  const window = sorted.filter((time) => time >= begin && time <= end);
  if (window.length === 0) throw new SeriesFailure('the window holds no point of the series');
  const earlier =
    'points' in baseline
      ? sorted.filter((time) => time < begin).slice(-baseline.points)
      : sorted.filter((time) => time >= baseline.begin && time <= baseline.end && (time < begin || time > end));
  if (earlier.length === 0) throw new SeriesFailure('there is no point before the window to learn from');
  return { window, before: earlier };
}

function encode(column: readonly (string | null)[]): { readonly codes: Int32Array; readonly values: readonly (string | null)[] } {
  const values = [...new Set(column)].sort((a, b) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
  const numbers = new Map(values.map((value, i) => [value, i]));
  return { codes: Int32Array.from(column, (value) => numbers.get(value)!), values };
}

/** Names the attribute combinations that explain why a total moved in a window. The expected value of a series is its mean a step over the baseline. */
export function drillDown(input: DrilldownInput, options: DrilldownOptions): DrilldownResult {
  const n = input.values.length;
  const { window, before } = timeSteps(input, options);
  const inWindow = new Set(window);
  const inBefore = new Set(before);
  const actual = new Float64Array(n);
  const expected = new Float64Array(n);
  const support = new Uint8Array(n);
  let whole = true;
  for (let s = 0; s < n; s++) {
    const times = input.times[s]!;
    const values = input.values[s]!;
    let seen = 0;
    let learnt = 0;
    let seenCount = 0;
    let learntCount = 0;
    for (let i = 0; i < times.length; i++) {
      const value = values[i]!;
      if (value === null || Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) throw new SeriesFailure('a value is not finite');
      if (inWindow.has(times[i]!)) {
        seen += value;
        seenCount++;
      } else if (inBefore.has(times[i]!)) {
        learnt += value;
        learntCount++;
      } else continue;
      if (whole && !(Number.isInteger(value) && value >= 0)) whole = false;
    }
    const skip = options.missing === 'skip';
    const seenSteps = skip ? seenCount : window.length;
    const learntSteps = skip ? learntCount : before.length;
    actual[s] = seenSteps > 0 ? (seen / seenSteps) * window.length : 0;
    expected[s] = learntSteps > 0 ? (learnt / learntSteps) * window.length : 0;
    support[s] = seenCount + learntCount > 0 ? 1 : 0;
  }
  const columns = input.attributes.map(encode);
  const leaves = {
    codes: columns.map((c) => c.codes),
    cardinalities: columns.map((c) => c.values.length),
    actual,
    expected,
    learning: window.length / before.length,
  };
  const deadline = options.timeBudget === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.timeBudget;
  const { factors, complete } = findFactors(leaves, {
    maxFactors: Number.POSITIVE_INFINITY,
    maxAttributes: options.maxAttributes,
    minShare: options.minShare,
    counts: whole,
    expired: () => performance.now() > deadline,
  });
  const steps = window.length;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const total = { real: sum(actual) / steps, predict: sum(expected) / steps, difference: (sum(expected) - sum(actual)) / steps };
  const explained = factors.reduce((all, factor) => all + factor.explained, 0);
  const causes = factors
    .map((factor) => causeOf(factor, leaves.codes, actual, expected, support, steps, explained))
    .filter(({ direction }) => options.direction === 'both' || options.direction === direction)
    .slice(0, options.maxCauses);
  return { causes, total, values: columns.map((c) => c.values), complete };
}

function causeOf(
  factor: Factor,
  codes: readonly Int32Array[],
  actual: Float64Array,
  expected: Float64Array,
  support: Uint8Array,
  steps: number,
  all: number,
): Cause {
  let real = 0;
  let predict = 0;
  let otherReal = 0;
  let otherPredict = 0;
  let supported = 0;
  for (let s = 0; s < actual.length; s++) {
    if (factor.pattern.every((code, a) => code < 0 || codes[a]![s] === code)) {
      real += actual[s]! / steps;
      predict += expected[s]! / steps;
      supported += support[s]!;
    } else {
      otherReal += actual[s]! / steps;
      otherPredict += expected[s]! / steps;
    }
  }
  const common = otherPredict > 0 ? otherReal / otherPredict : 1;
  const share = (part: number, size: number): number => (size > 0 ? Math.abs(part) / size : 0);
  return {
    pattern: factor.pattern,
    direction: real >= predict * common ? 'up' : 'down',
    explained: all > 0 ? factor.explained / all : 0,
    statistics: {
      relative_ratio: share(predict - real, Math.max(real, predict)),
      relative_unexpected_difference: share(real - predict * common, Math.max(real, predict * common)),
      difference: predict - real,
      predict,
      real,
      support: supported,
    },
  };
}
