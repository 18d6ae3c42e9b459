/**
 * Root cause as a search for common factors. Model: the value of leaf i in the window = its expected value × the product of the factors of the
 * causes that contain it. Causes are found greedily by their evidence (Poisson deviance), like matching pursuit; the ripple-effect assumption, that
 * all leaves of a cause change by the same factor, is that of Squeeze (Li et al., ISSRE 2019). Related work: Adtributor (Bhagwan et al., NSDI 2014),
 * HotSpot (Sun et al., IEEE Access 2018), AutoRoot (Jing et al., 2021), RiskLoc (Kalander, arXiv 2205.10004). Decision 11 has the measurements.
 */

import { normalMedianDeviation } from './order-statistics.ts';

/** The leaves of the search: the series, one per combination of all attributes. */
export interface LeafTable {
  /** By attribute: the code of the value of each leaf, 0 to cardinality - 1. */
  readonly codes: readonly Int32Array[];
  readonly cardinalities: readonly number[];
  /** By leaf: the actual and the expected sum over the window. */
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  /** The length of the window over that of the baseline: how much noise the expectation itself has. */
  readonly windowRatio: number;
  /** By leaf: the variance of its counts over that of a Poisson variable, 1 or more; undefined for 1. That of a job that runs every five minutes is large. */
  readonly dispersion?: Float64Array;
}

/** One common factor. */
export interface Factor {
  /** By attribute: the code of its value, or -1 for any value. */
  readonly pattern: Int32Array;
  /** Actual over expected value, once the other factors are applied. */
  readonly factor: number;
  /** How much of the change it accounts for, in units of the metric. */
  readonly explained: number;
}

/** What a search may return. */
export interface FactorOptions {
  readonly maxFactors: number;
  readonly maxAttributes: number;
  /** The smallest fraction of all that is explained, which a factor must explain. */
  readonly minFraction: number;
  /** Whether the values are counts, whose noise is at least that of a Poisson variable. */
  readonly counts: boolean;
  /** Whether the search must end with what it has. */
  readonly expired: () => boolean;
}

/** The combinations of one set of attributes, with their sums of effective actual and expected counts. */
interface Cuboid {
  readonly attributes: readonly number[];
  /** By leaf: the number of its combination. */
  readonly combinationOf: Int32Array;
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  readonly size: number;
}

/** The least evidence for a factor, after its price: a log-likelihood ratio of 6. */
const minGain = 12;
/** The most factors of one search; corrections of earlier ones count. */
const maxRounds = 12;
/** Half a count is added to both sides of the deviance, so that a count of 0 has a finite one. */
const smoothing = 0.5;
/** What an ancestor must keep of the gain to replace a combination: it has the same leaves in practice. */
const minAncestorGain = 0.97;
/** What each term of a search costs when searches are compared, in units of evidence: somewhat more than the least gain. */
const termCost = 15;
/** A factor within this of 1 is not a cause. */
const minChange = 0.1;
/** A rising combination takes its factor from the leaves that are not new if they are this fraction of it. */
const minKnownFraction = 0.1;
/** The least relative noise of a leaf. */
const minSigma = 0.005;
/** Values that are not counts: the variance per unit of size, as a fraction of the mean leaf; leaves of which less was expected count as new. */
const relativeFloor = 0.001;
/** Counts of which less was expected may be new. */
const countFloor = 0.25;
/** A count is new only if it would have missed the baseline with less than this probability. */
const maxMissProbability = 1e-4;
/** Expectations are at least this, so that ratios are finite. */
const minExpected = 1e-9;
const minDivisor = 1e-12;
/** Combinations are numbered directly if there are at most this many per leaf, else by a map. */
const maxCodesPerLeaf = 4;

/** The deviance: twice the log-likelihood that a combination gains by a factor of its own. */
function evidence(actual: number, expected: number): number {
  return 2 * ((actual + smoothing) * Math.log((actual + smoothing) / (expected + smoothing)) - (actual - expected));
}

/** The largest leaves that together are half of the total. */
function largestHalf(expected: Float64Array, total: number): number[] {
  const rising = expected.slice().sort();
  let mass = 0;
  let at = rising.length;
  while (at > 0 && mass < total / 2 && rising[at - 1]! > 0) mass += rising[--at]!;
  const smallest = rising[at]!;
  // Of the leaves of the same size as the smallest one, the first ones are taken.
  let equal = rising.subarray(at).filter((f) => f === smallest).length;
  const large: number[] = [];
  expected.forEach((f, leaf) => {
    if (f > smallest || (f === smallest && equal-- > 0)) large.push(leaf);
  });
  return large;
}

/** The noise of leaves: φ and σ of a variance φ·f + σ²·f² of a leaf of size f. */
function noiseOf(
  { actual, expected, windowRatio, dispersion }: LeafTable,
  counts: boolean,
): { readonly phi: number; readonly sigma: number } {
  const total = expected.reduce((sum, f) => sum + f, 0);
  const large = largestHalf(expected, total);
  const excess = large.map((leaf) => {
    const f = expected[leaf]!;
    const relative = Math.abs(actual[leaf]! / f - 1);
    const poisson = ((1 + windowRatio) * (dispersion?.[leaf] ?? 1)) / f;
    const deviation = relative / normalMedianDeviation;
    return counts ? Math.sqrt(Math.max(0, deviation ** 2 - poisson)) : deviation;
  });
  excess.sort((a, b) => a - b);
  const sigma = Math.max(minSigma, excess[(excess.length - 1) >> 1] ?? minSigma);
  return { phi: counts ? 1 + windowRatio : (relativeFloor * total) / Math.max(1, expected.length), sigma };
}

/** The cuboids of all sets of up to so many attributes, the empty set included. O(2^attributes · leaves). */
function buildCuboids(leaves: LeafTable, actual: Float64Array, maxAttributes: number): Cuboid[] {
  const width = leaves.codes.length;
  const n = actual.length;
  const cuboids: Cuboid[] = [];
  for (let mask = 0; mask < 1 << width; mask++) {
    const attributes = Array.from({ length: width }, (_, a) => a).filter((a) => mask & (1 << a));
    if (attributes.length > maxAttributes) continue;
    const combinationOf = new Int32Array(n);
    let size = 1;
    const product = attributes.reduce((p, a) => p * leaves.cardinalities[a]!, 1);
    if (attributes.length > 0) {
      if (product <= maxCodesPerLeaf * n) {
        for (let i = 0; i < n; i++) {
          let code = 0;
          for (const a of attributes) code = code * leaves.cardinalities[a]! + leaves.codes[a]![i]!;
          combinationOf[i] = code;
        }
        size = product;
      } else {
        const numbers = new Map<number, number>();
        for (let i = 0; i < n; i++) {
          let code = 0;
          for (const a of attributes) code = code * leaves.cardinalities[a]! + leaves.codes[a]![i]!;
          let number = numbers.get(code);
          if (number === undefined) numbers.set(code, (number = numbers.size));
          combinationOf[i] = number;
        }
        size = numbers.size;
      }
    }
    const sums = new Float64Array(size);
    for (let i = 0; i < n; i++) sums[combinationOf[i]!]! += actual[i]!;
    cuboids.push({ attributes, combinationOf, actual: sums, expected: new Float64Array(size), size });
  }
  return cuboids;
}

/** The price of a combination: it is one of many, and each attribute makes it harder to explain. */
function priceOf(cuboid: Cuboid): number {
  return 2 * Math.log(Math.max(1, cuboid.size)) + cuboid.attributes.length;
}

/** A combination of attribute values. */
interface Combination {
  readonly cuboid: Cuboid;
  readonly combination: number;
}

/** A combination and its evidence after the price. */
interface Candidate extends Combination {
  readonly gain: number;
}

/** Which combinations a search may return. */
interface Choice {
  /** Whether the combination of all leaves is one of them. */
  readonly all: boolean;
  readonly without: readonly Combination[];
}

const excludes = ({ all, without }: Choice, cuboid: Cuboid, combination: number): boolean =>
  (cuboid.attributes.length === 0 && !all) || without.some((w) => w.cuboid === cuboid && w.combination === combination);

/** The combination with the most evidence, or undefined if none has enough. */
function bestCandidate(cuboids: readonly Cuboid[], choice: Choice): Candidate | undefined {
  let best: Candidate | undefined;
  for (const cuboid of cuboids) {
    const price = priceOf(cuboid);
    for (let c = 0; c < cuboid.size; c++) {
      const v = cuboid.actual[c]!;
      const f = cuboid.expected[c]!;
      const required = best?.gain ?? minGain;
      // x·ln(x/y) - (x - y) is at most (x - y)²/y: most combinations need no logarithm.
      if (2 * (v - f) * (v - f) <= (required + price) * (f + smoothing)) continue;
      const gain = evidence(v, f) - price;
      if (gain > required && !excludes(choice, cuboid, c)) best = { cuboid, combination: c, gain };
    }
  }
  return best;
}

/** The simplest ancestor that keeps nearly all of the gain, or the candidate itself. */
function simplest(candidate: Candidate, cuboids: readonly Cuboid[], choice: Choice): Candidate {
  const leaf = candidate.cuboid.combinationOf.indexOf(candidate.combination);
  let chosen = candidate;
  for (const cuboid of cuboids) {
    const { attributes } = cuboid;
    if (attributes.length >= chosen.cuboid.attributes.length || !attributes.every((a) => candidate.cuboid.attributes.includes(a))) continue;
    const combination = cuboid.combinationOf[leaf]!;
    if (excludes(choice, cuboid, combination)) continue;
    const gain = evidence(cuboid.actual[combination]!, cuboid.expected[combination]!) - priceOf(cuboid);
    const better = attributes.length < chosen.cuboid.attributes.length || gain > chosen.gain;
    if (gain >= minAncestorGain * candidate.gain && better) chosen = { cuboid, combination, gain };
  }
  return chosen;
}

/** A factor with the combination that has it. */
interface Term extends Combination, Factor {}

/** What one search found, and the deviance that its factors leave. */
interface SearchResult {
  readonly factors: readonly Term[];
  readonly deviance: number;
  readonly complete: boolean;
}

function search(leaves: LeafTable, cuboids: readonly Cuboid[], weights: Weights, choice: Choice, options: FactorOptions): SearchResult {
  const n = leaves.actual.length;
  const expected = weights.expected.slice();
  /** The expected values times the factors so far, in units of the metric. */
  const modelled = leaves.expected.slice();
  for (const cuboid of cuboids) {
    cuboid.expected.fill(0);
    for (let i = 0; i < n; i++) cuboid.expected[cuboid.combinationOf[i]!]! += expected[i]!;
  }
  const factors: Term[] = [];
  let complete = true;
  for (let round = 0; round < maxRounds; round++) {
    if (options.expired()) {
      complete = false;
      break;
    }
    const found = bestCandidate(cuboids, choice);
    if (!found) break;
    const { cuboid, combination } = simplest(found, cuboids, choice);
    const overall = cuboid.actual[combination]! / Math.max(cuboid.expected[combination]!, minDivisor);
    const ratio = overall > 1 ? ratioOfKnown(cuboid, combination, expected, weights, overall) : overall;
    let first = -1;
    let explained = 0;
    for (let i = 0; i < n; i++) {
      if (cuboid.combinationOf[i] !== combination) continue;
      if (first < 0) first = i;
      const next = ratio > 1 && weights.fresh[i] ? leaves.actual[i]! : modelled[i]! * ratio;
      explained += next - modelled[i]!;
      modelled[i] = next;
      // New leaves have no expected proportions that they could deviate from.
      const effective = ratio > 1 && weights.fresh[i] ? weights.actual[i]! : expected[i]! * ratio;
      const change = effective - expected[i]!;
      expected[i] = effective;
      for (const other of cuboids) other.expected[other.combinationOf[i]!]! += change;
    }
    const pattern = new Int32Array(leaves.codes.length).fill(-1);
    for (const a of cuboid.attributes) pattern[a] = leaves.codes[a]![first]!;
    factors.push({ cuboid, combination, pattern, factor: ratio, explained });
  }
  let deviance = 0;
  for (let i = 0; i < n; i++) deviance += evidence(weights.actual[i]!, expected[i]!);
  return { factors, deviance, complete };
}

/** The factor of a rising combination, from the leaves that are not new; from all if those are few. */
function ratioOfKnown(cuboid: Cuboid, combination: number, expected: Float64Array, { actual, fresh }: Weights, overall: number): number {
  let seen = 0;
  let known = 0;
  for (let i = 0; i < expected.length; i++) {
    if (cuboid.combinationOf[i] !== combination || fresh[i]) continue;
    seen += actual[i]!;
    known += expected[i]!;
  }
  return known > minKnownFraction * cuboid.expected[combination]! && seen > 0 ? seen / known : overall;
}

/** Effective counts: the evidence of a leaf grows with its size up to 1/σ². */
interface Weights {
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  /** Leaves that are new: 1, others 0. */
  readonly fresh: Uint8Array;
}

/** The effective counts of leaves. */
function weigh(leaves: LeafTable, counts: boolean): Weights {
  const { phi, sigma } = noiseOf(leaves, counts);
  const n = leaves.actual.length;
  const actual = new Float64Array(n);
  const expected = new Float64Array(n);
  const fresh = new Uint8Array(n);
  const floor = counts ? countFloor : relativeFloor * (leaves.expected.reduce((sum, f) => sum + f, 0) / Math.max(1, n));
  // A count that the baseline does not have is rare or new: new if all of it would hardly have fallen into the window at its old rate.
  const minNew = counts ? Math.log(maxMissProbability) / Math.log(leaves.windowRatio / (1 + leaves.windowRatio)) : 0;
  for (let i = 0; i < n; i++) {
    const v = leaves.actual[i]!;
    if (v === 0 && leaves.expected[i] === 0) continue;
    // A floor for counts would make sparse leaves appear to fall, and dense ones to rise.
    const f = Math.max(leaves.expected[i]!, counts ? 0 : floor, minExpected);
    fresh[i] = leaves.expected[i]! <= floor && v >= minNew ? 1 : 0;
    const weight = 1 / ((phi * (counts ? (leaves.dispersion?.[i] ?? 1) : 1)) / f + sigma * sigma);
    actual[i] = (weight * v) / f;
    expected[i] = weight;
  }
  return { actual, expected, fresh };
}

/** The factors that were found, the one that explains most first, and whether the search ended by itself. */
export interface FactorResult {
  readonly factors: readonly Factor[];
  readonly complete: boolean;
}

/**
 * Finds the combinations of attribute values whose leaves changed by a factor of their own, relative to everything else. A factor
 * common to all leaves is not a cause. O(rounds · touched leaves + 2^attributes · leaves).
 */
export function findFactors(leaves: LeafTable, options: FactorOptions): FactorResult {
  if (leaves.actual.length === 0) return { factors: [], complete: true };
  const weights = weigh(leaves, options.counts);
  const cuboids = buildCuboids(leaves, weights.actual, options.maxAttributes);
  const plain = search(leaves, cuboids, weights, { all: false, without: [] }, options);
  const common = search(leaves, cuboids, weights, { all: true, without: [] }, options);
  let best = common.factors.some(isCommon) && cost(common) < cost(plain) ? common : plain;
  let complete = plain.complete && common.complete;
  const choice = { all: best === common, without: [] as Combination[] };
  for (const term of best.factors.filter((term) => spansOthers(term, best.factors))) {
    const run = search(leaves, cuboids, weights, { ...choice, without: [...choice.without, term] }, options);
    complete &&= run.complete;
    if (!run.complete || cost(run) >= cost(best)) continue;
    best = run;
    choice.without.push(term);
  }
  return { factors: consolidate(best, options), complete };
}

const isCommon = ({ cuboid }: Term): boolean => cuboid.attributes.length === 0;

const cost = ({ deviance, factors }: SearchResult): number => deviance + termCost * factors.length;

/** Whether a term contains two others that correct it: several causes side by side may look like their parent at first. */
function spansOthers(term: Term, terms: readonly Term[]): boolean {
  const inside = terms.filter(
    (other) => other.cuboid !== term.cuboid && term.pattern.every((code, a) => code < 0 || code === other.pattern[a]),
  );
  return !isCommon(term) && inside.length > 1;
}

/** Merges repeated terms and removes those that explain little or hardly change anything. */
function consolidate(run: SearchResult, { minFraction, maxFactors }: FactorOptions): Factor[] {
  const merged = new Map<string, { readonly pattern: Int32Array; factor: number; explained: number }>();
  for (const term of run.factors) {
    if (isCommon(term)) continue;
    const { pattern, factor, explained } = term;
    const key = pattern.join(',');
    const known = merged.get(key);
    if (!known) merged.set(key, { pattern, factor, explained });
    else {
      known.factor *= factor;
      known.explained += explained;
    }
  }
  const found = [...merged.values()].map((f) => ({ ...f, explained: Math.abs(f.explained) }));
  const total = found.reduce((sum, { explained }) => sum + explained, 0);
  return found
    .filter(({ factor, explained }) => explained >= minFraction * total && Math.abs(factor - 1) > minChange)
    .sort((a, b) => b.explained - a.explained || comparePatterns(a.pattern, b.pattern))
    .slice(0, maxFactors);
}

function comparePatterns(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return b[i]! - a[i]!;
  return 0;
}
