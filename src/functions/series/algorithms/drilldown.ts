import { type Factor, findFactors } from './common-factors.ts';
import { SeriesFailure } from './failure.ts';

/** One attribute of all series: a code per series, and the values in order. */
export interface Attribute {
  readonly codes: Int32Array;
  readonly values: readonly (string | null)[];
}

/** Series with attributes: the input of series_drilldown. */
export interface DrilldownInput {
  readonly attributes: readonly Attribute[];
  /** Series s has the points offsets[s] to offsets[s + 1]. */
  readonly offsets: Int32Array;
  /** Nanoseconds after the begin of the window, exact near it; in any order, and NaN for none. */
  readonly times: Float64Array;
  /** NaN where a value is missing. */
  readonly values: Float64Array;
  /** Nanoseconds from the begin of the window to its end, both included. */
  readonly length: number;
}

export interface DrilldownOptions {
  readonly maxCauses: number;
  readonly maxAttributes: number;
  /** The smallest fraction of all that is explained, which a cause must explain. */
  readonly minFraction: number;
  /** The baseline: a range in nanoseconds after the begin of the window, or a number of points before it. */
  readonly baseline: { readonly begin: number; readonly end: number } | { readonly points: number };
  /** Whether a time at which a series has no value counts as zero. */
  readonly missing: 'zero' | 'skip';
  readonly direction: 'up' | 'down' | 'both';
  /** Milliseconds; undefined for no limit. */
  readonly timeBudget: number | undefined;
  /** Called with the steps taken; throws when the query must stop. */
  readonly tick: (steps: number) => void;
}

/** The six numbers of a combination: sums over its series, as means per step of the window. */
export interface CauseStatistics {
  readonly relative_ratio: number;
  readonly relative_unexpected_difference: number;
  readonly difference: number;
  readonly predict: number;
  readonly real: number;
  readonly support: number;
}

/** A combination that explains part of the change. */
export interface Cause {
  /** By attribute: the code of its value among `values`, or -1. */
  readonly pattern: Int32Array;
  readonly statistics: CauseStatistics;
  readonly direction: 'up' | 'down';
  /** Its fraction of all that is explained. */
  readonly explained: number;
}

/** The causes, the one that explains most first. */
export interface DrilldownResult {
  readonly causes: readonly Cause[];
  readonly total: { readonly real: number; readonly predict: number; readonly difference: number };
  /** By attribute: its distinct values. */
  readonly values: readonly (readonly (string | null)[])[];
  readonly complete: boolean;
}

/** The distinct times of all series in order. Most series have the same times, so each is merged with the ones known so far. */
function allTimes({ times, offsets }: DrilldownInput): Float64Array {
  let known: Float64Array = new Float64Array(0);
  for (let s = 0; s + 1 < offsets.length; s++) {
    let at = 0;
    let unknown = false;
    for (let i = offsets[s]!; i < offsets[s + 1]! && !unknown; i++) {
      while (at < known.length && known[at]! < times[i]!) at++;
      unknown = known[at] !== times[i] && !Number.isNaN(times[i]!);
    }
    if (unknown)
      known = Float64Array.from(new Set([...known, ...times.subarray(offsets[s], offsets[s + 1])]))
        .filter((t) => !Number.isNaN(t))
        .sort();
  }
  return known;
}

/** The number of steps of the window and of the baseline, and which times are in them. @throws SeriesFailure if either is empty. */
function timeSteps(input: DrilldownInput, { baseline }: DrilldownOptions) {
  const all = allTimes(input);
  const inWindow = (time: number): boolean => time >= 0 && time <= input.length;
  const window = all.filter(inWindow).length;
  if (window === 0) throw new SeriesFailure('the window holds no point of the series');
  const before =
    'points' in baseline
      ? all.filter((time) => time < 0).slice(-baseline.points)
      : all.filter((time) => time >= baseline.begin && time <= baseline.end && !inWindow(time));
  if (before.length === 0) throw new SeriesFailure('there is no point before the window');
  const [first, last] = [before[0]!, before.at(-1)!];
  return { window, before: before.length, inWindow, inBefore: (time: number): boolean => time >= first && time <= last && !inWindow(time) };
}

/** The dispersion of shorter baselines is not estimated. */
const minDispersionSteps = 8;
/** A dispersion must be this many standard errors above 1 to be more than chance. */
const dispersionErrors = 3;

/** Finds the combinations of attribute values that explain why a total changed in a window. The expected value of a series is its mean per step of the baseline. @throws SeriesFailure if window or baseline have no points. O(points), and the search of {@link findFactors}. */
export function drillDown(input: DrilldownInput, options: DrilldownOptions): DrilldownResult {
  const { offsets, times, values } = input;
  const n = offsets.length - 1;
  const { window, before, inWindow, inBefore } = timeSteps(input, options);
  const actual = new Float64Array(n);
  const expected = new Float64Array(n);
  const dispersion = new Float64Array(n).fill(1);
  const support = new Uint8Array(n);
  const skip = options.missing === 'skip';
  let counts = true;
  for (let s = 0; s < n; s++) {
    let seen = 0;
    let learned = 0;
    let squares = 0;
    let seenCount = 0;
    let learnedCount = 0;
    for (let i = offsets[s]!; i < offsets[s + 1]!; i++) {
      const value = values[i]!;
      if (Number.isNaN(value)) continue;
      if (!Number.isFinite(value)) throw new SeriesFailure('a value is not finite');
      if (inWindow(times[i]!)) {
        seen += value;
        seenCount++;
      } else if (inBefore(times[i]!)) {
        learned += value;
        squares += value * value;
        learnedCount++;
      } else continue;
      if (counts && !(Number.isInteger(value) && value >= 0)) counts = false;
    }
    const seenSteps = skip ? seenCount : window;
    const learnedSteps = skip ? learnedCount : before;
    actual[s] = seenSteps > 0 ? (seen / seenSteps) * window : 0;
    expected[s] = learnedSteps > 0 ? (learned / learnedSteps) * window : 0;
    dispersion[s] = dispersionOf(learned, squares, learnedSteps);
    support[s] = seenCount + learnedCount > 0 ? 1 : 0;
    options.tick(offsets[s + 1]! - offsets[s]!);
  }
  const columns = input.attributes;
  const leaves = {
    codes: columns.map((c) => c.codes),
    cardinalities: columns.map((c) => c.values.length),
    actual,
    expected,
    windowRatio: window / before,
    dispersion,
  };
  const deadline = options.timeBudget === undefined ? Number.POSITIVE_INFINITY : performance.now() + options.timeBudget;
  const { factors, complete } = findFactors(leaves, {
    maxFactors: Number.POSITIVE_INFINITY,
    maxAttributes: options.maxAttributes,
    minFraction: options.minFraction,
    counts,
    expired() {
      options.tick(n);
      return performance.now() > deadline;
    },
  });
  const steps = window;
  const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);
  const total = { real: sum(actual) / steps, predict: sum(expected) / steps, difference: (sum(expected) - sum(actual)) / steps };
  const explained = factors.reduce((all, factor) => all + factor.explained, 0);
  const causes = factors
    .map((factor) => causeOf(factor, leaves.codes, actual, expected, support, steps, explained))
    .filter(({ direction }) => options.direction === 'both' || options.direction === direction)
    .slice(0, options.maxCauses);
  return { causes, total, values: columns.map((c) => c.values), complete };
}

/** The index of dispersion, variance over mean, if it is beyond chance; else 1. */
function dispersionOf(sum: number, squares: number, steps: number): number {
  if (steps < minDispersionSteps || !(sum > 0)) return 1;
  const dispersion = (squares - (sum * sum) / steps) / (steps - 1) / (sum / steps);
  return dispersion > 1 + dispersionErrors * Math.sqrt(2 / (steps - 1)) ? dispersion : 1;
}

/** The statistics of a factor, over the series that have its values and over the others. O(series). */
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
  const fraction = (part: number, size: number): number => (size > 0 ? Math.abs(part) / size : 0);
  return {
    pattern: factor.pattern,
    direction: real >= predict * common ? 'up' : 'down',
    explained: all > 0 ? factor.explained / all : 0,
    statistics: {
      relative_ratio: fraction(predict - real, Math.max(real, predict)),
      relative_unexpected_difference: fraction(real - predict * common, Math.max(real, predict * common)),
      difference: predict - real,
      predict,
      real,
      support: supported,
    },
  };
}
