/**
 * Root cause as a search for common factors. Model: what leaf i shows in the window = what was expected of it × the product of
 * the factors of the causes that contain it. Causes are found greedily by evidence (Poisson deviance), in the spirit of matching pursuit;
 * the ripple-effect assumption, that all leaves of a cause move alike, is shared with Squeeze (Li et al., ISSRE 2019).
 * The field: Adtributor (Bhagwan et al., NSDI 2014), HotSpot (Sun et al., IEEE Access 2018), AutoRoot (Jing et al., 2021),
 * RiskLoc (Kalander, arXiv 2205.10004).
 */
export interface LeafTable {
  /** By attribute: the code of each leaf's value, 0 to cardinality - 1. */
  readonly codes: readonly Int32Array[];
  readonly cardinalities: readonly number[];
  /** By leaf: the sum over the window that was seen, and the sum that was expected. */
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  /** The length of the window over that of what was learnt from: how much noise the expectation itself brings. */
  readonly learning: number;
  /** By leaf: how much more its counts scatter than chance does, 1 or above; undefined for none. A job that runs every five minutes scatters. */
  readonly scatter?: Float64Array;
}

/** One common factor. */
export interface Factor {
  /** By attribute: the code of its value, or -1 where any will do. */
  readonly pattern: Int32Array;
  /** Actual over expected once the other factors are accounted for. */
  readonly factor: number;
  /** How much of the movement it accounts for, in units of the metric. */
  readonly explained: number;
}

export interface FactorOptions {
  readonly maxFactors: number;
  readonly maxAttributes: number;
  readonly minShare: number;
  /** Whether the values are counts, whose noise is at least Poisson. */
  readonly counts: boolean;
  /** Returns true when the search must end with what it has. */
  readonly expired: () => boolean;
}

/** The combinations of one set of attributes: sums of effective actual and expected counts. */
interface Cuboid {
  readonly attributes: readonly number[];
  /** By leaf: the number of its combination. */
  readonly group: Int32Array;
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  readonly size: number;
}

const minGain = 12;
const rounds = 12;

/** Twice the log-likelihood gained by giving a combination its own factor. */
function evidence(actual: number, expected: number): number {
  return 2 * ((actual + 0.5) * Math.log((actual + 0.5) / (expected + 0.5)) - (actual - expected));
}

/** The leaves that are largest and together hold half of the total. */
function holdersOfHalf(expected: Float64Array, total: number): number[] {
  const rising = expected.slice().sort();
  let mass = 0;
  let at = rising.length;
  while (at > 0 && mass < total / 2 && rising[at - 1]! > 0) mass += rising[--at]!;
  const least = rising[at]!;
  // Of the leaves as large as the smallest one, the first ones are taken.
  let equal = rising.subarray(at).filter((f) => f === least).length;
  const large: number[] = [];
  expected.forEach((f, leaf) => {
    if (f > least || (f === least && equal-- > 0)) large.push(leaf);
  });
  return large;
}

/** How noisy a leaf is beyond its own size: φ of a variance φ·f + σ²·f². */
function noiseOf({ actual, expected, learning, scatter }: LeafTable, counts: boolean): { readonly phi: number; readonly sigma: number } {
  const total = expected.reduce((sum, f) => sum + f, 0);
  const large = holdersOfHalf(expected, total);
  const excess = large.map((leaf) => {
    const f = expected[leaf]!;
    const relative = Math.abs(actual[leaf]! / f - 1);
    const chance = ((1 + learning) * (scatter?.[leaf] ?? 1)) / f;
    return counts ? Math.sqrt(Math.max(0, (relative / 0.6745) ** 2 - chance)) : relative / 0.6745;
  });
  excess.sort((a, b) => a - b);
  const sigma = Math.max(0.005, excess[(excess.length - 1) >> 1] ?? 0.005);
  return { phi: counts ? 1 + learning : (0.001 * total) / Math.max(1, expected.length), sigma };
}

function buildCuboids(leaves: LeafTable, actual: Float64Array, maxAttributes: number): Cuboid[] {
  const width = leaves.codes.length;
  const n = actual.length;
  const cuboids: Cuboid[] = [];
  for (let mask = 0; mask < 1 << width; mask++) {
    const attributes = Array.from({ length: width }, (_, a) => a).filter((a) => mask & (1 << a));
    if (attributes.length > maxAttributes) continue;
    const group = new Int32Array(n);
    let size = 1;
    const product = attributes.reduce((p, a) => p * leaves.cardinalities[a]!, 1);
    if (attributes.length > 0) {
      if (product <= 4 * n) {
        for (let i = 0; i < n; i++) {
          let code = 0;
          for (const a of attributes) code = code * leaves.cardinalities[a]! + leaves.codes[a]![i]!;
          group[i] = code;
        }
        size = product;
      } else {
        const numbers = new Map<number, number>();
        for (let i = 0; i < n; i++) {
          let code = 0;
          for (const a of attributes) code = code * leaves.cardinalities[a]! + leaves.codes[a]![i]!;
          let number = numbers.get(code);
          if (number === undefined) numbers.set(code, (number = numbers.size));
          group[i] = number;
        }
        size = numbers.size;
      }
    }
    const sums = new Float64Array(size);
    for (let i = 0; i < n; i++) sums[group[i]!]! += actual[i]!;
    cuboids.push({ attributes, group, actual: sums, expected: new Float64Array(size), size });
  }
  return cuboids;
}

/** The price of a choice: among how many combinations it was made, and an extra for each attribute. */
function priceOf(cuboid: Cuboid): number {
  return 2 * Math.log(Math.max(1, cuboid.size)) + cuboid.attributes.length;
}

/** A combination of attribute values. */
interface Combination {
  readonly cuboid: Cuboid;
  readonly combination: number;
}

interface Pick extends Combination {
  readonly gain: number;
}

/** Which combinations a search may name. */
interface Choice {
  /** Whether all leaves together count as one. */
  readonly all: boolean;
  readonly without: readonly Combination[];
}

const excludes = ({ all, without }: Choice, cuboid: Cuboid, combination: number): boolean =>
  (cuboid.attributes.length === 0 && !all) || without.some((w) => w.cuboid === cuboid && w.combination === combination);

function bestPick(cuboids: readonly Cuboid[], choice: Choice): Pick | undefined {
  let best: Pick | undefined;
  for (const cuboid of cuboids) {
    const price = priceOf(cuboid);
    for (let c = 0; c < cuboid.size; c++) {
      const v = cuboid.actual[c]!;
      const f = cuboid.expected[c]!;
      const least = best?.gain ?? minGain;
      // x·ln(x/y) - (x - y) is at most (x - y)²/y: most combinations need no logarithm.
      if (2 * (v - f) * (v - f) <= (least + price) * (f + 0.5)) continue;
      const gain = evidence(v, f) - price;
      if (gain > least && !excludes(choice, cuboid, c)) best = { cuboid, combination: c, gain };
    }
  }
  return best;
}

/** The simplest ancestor that keeps 97 % of the gain: it has the same leaves in practice. */
function simplest(pick: Pick, cuboids: readonly Cuboid[], choice: Choice): Pick {
  const leaf = pick.cuboid.group.indexOf(pick.combination);
  let chosen = pick;
  for (const cuboid of cuboids) {
    const { attributes } = cuboid;
    if (attributes.length >= chosen.cuboid.attributes.length || !attributes.every((a) => pick.cuboid.attributes.includes(a))) continue;
    const combination = cuboid.group[leaf]!;
    if (excludes(choice, cuboid, combination)) continue;
    const gain = evidence(cuboid.actual[combination]!, cuboid.expected[combination]!) - priceOf(cuboid);
    const better = attributes.length < chosen.cuboid.attributes.length || gain > chosen.gain;
    if (gain >= 0.97 * pick.gain && better) chosen = { cuboid, combination, gain };
  }
  return chosen;
}

interface Term extends Combination, Factor {}

interface Run {
  readonly factors: readonly Term[];
  readonly leftOver: number;
  readonly complete: boolean;
}

function search(leaves: LeafTable, cuboids: readonly Cuboid[], weights: Weights, choice: Choice, options: FactorOptions): Run {
  const n = leaves.actual.length;
  const expected = weights.expected.slice();
  /** What the factors so far make of the expectation, in units of the metric. */
  const modelled = leaves.expected.slice();
  for (const cuboid of cuboids) {
    cuboid.expected.fill(0);
    for (let i = 0; i < n; i++) cuboid.expected[cuboid.group[i]!]! += expected[i]!;
  }
  const factors: Term[] = [];
  let complete = true;
  for (let round = 0; round < rounds; round++) {
    if (options.expired()) {
      complete = false;
      break;
    }
    const found = bestPick(cuboids, choice);
    if (!found) break;
    const { cuboid, combination } = simplest(found, cuboids, choice);
    const overall = cuboid.actual[combination]! / Math.max(cuboid.expected[combination]!, 1e-12);
    const ratio = overall > 1 ? ratioOfKnown(cuboid, combination, expected, weights, overall) : overall;
    let first = -1;
    let explained = 0;
    for (let i = 0; i < n; i++) {
      if (cuboid.group[i] !== combination) continue;
      if (first < 0) first = i;
      const moved = ratio > 1 && weights.fresh[i] ? leaves.actual[i]! : modelled[i]! * ratio;
      explained += moved - modelled[i]!;
      modelled[i] = moved;
      // What did not exist before has no mix to hold it to.
      const next = ratio > 1 && weights.fresh[i] ? weights.actual[i]! : expected[i]! * ratio;
      const change = next - expected[i]!;
      expected[i] = next;
      for (const other of cuboids) other.expected[other.group[i]!]! += change;
    }
    const pattern = new Int32Array(leaves.codes.length).fill(-1);
    for (const a of cuboid.attributes) pattern[a] = leaves.codes[a]![first]!;
    factors.push({ cuboid, combination, pattern, factor: ratio, explained });
  }
  let leftOver = 0;
  for (let i = 0; i < n; i++) leftOver += evidence(weights.actual[i]!, expected[i]!);
  return { factors, leftOver, complete };
}

/** The factor of a rising combination by the leaves that were there before; by all where those are few. */
function ratioOfKnown(cuboid: Cuboid, combination: number, expected: Float64Array, { actual, fresh }: Weights, overall: number): number {
  let seen = 0;
  let known = 0;
  for (let i = 0; i < expected.length; i++) {
    if (cuboid.group[i] !== combination || fresh[i]) continue;
    seen += actual[i]!;
    known += expected[i]!;
  }
  return known > 0.1 * cuboid.expected[combination]! && seen > 0 ? seen / known : overall;
}

/** Effective counts: a leaf's evidence grows with its size and is full at 1/σ². */
interface Weights {
  readonly actual: Float64Array;
  readonly expected: Float64Array;
  /** Leaves that were hardly there before. */
  readonly fresh: Uint8Array;
}

function weigh(leaves: LeafTable, counts: boolean): Weights {
  const { phi, sigma } = noiseOf(leaves, counts);
  const n = leaves.actual.length;
  const actual = new Float64Array(n);
  const expected = new Float64Array(n);
  const fresh = new Uint8Array(n);
  const floor = counts ? 0.25 : 0.001 * (leaves.expected.reduce((sum, f) => sum + f, 0) / Math.max(1, n));
  // A count that was not seen before is rare or new: new if, coming as often as ever, all of it would hardly have fallen into the window.
  const hardly = counts ? Math.log(1e-4) / Math.log(leaves.learning / (1 + leaves.learning)) : 0;
  for (let i = 0; i < n; i++) {
    const v = leaves.actual[i]!;
    if (v === 0 && leaves.expected[i] === 0) continue;
    // A floor under counts would make sparse leaves seem to fall and so dense ones to rise.
    const f = Math.max(leaves.expected[i]!, counts ? 0 : floor, 1e-9);
    fresh[i] = leaves.expected[i]! <= floor && v >= hardly ? 1 : 0;
    const weight = 1 / ((phi * (counts ? (leaves.scatter?.[i] ?? 1) : 1)) / f + sigma * sigma);
    actual[i] = (weight * v) / f;
    expected[i] = weight;
  }
  return { actual, expected, fresh };
}

/** What a search found: the causes, most explaining first, and whether it could finish. */
export interface FactorResult {
  readonly factors: readonly Factor[];
  readonly complete: boolean;
}

/**
 * Finds the combinations of attribute values whose leaves moved by a factor of their own, relative to everything else. A factor
 * common to all leaves is no cause. O(rounds · touched + 2^k · n).
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
  return { factors: settle(best, options), complete };
}

const isCommon = ({ cuboid }: Term): boolean => cuboid.attributes.length === 0;

const cost = ({ leftOver, factors }: Run): number => leftOver + 15 * factors.length;

/** Whether a term holds two others that correct it: several causes side by side may look like their parent at first. */
function spansOthers(term: Term, terms: readonly Term[]): boolean {
  const inside = terms.filter(
    (other) => other.cuboid !== term.cuboid && term.pattern.every((code, a) => code < 0 || code === other.pattern[a]),
  );
  return !isCommon(term) && inside.length > 1;
}

/** Joins repeated picks and drops what explains little or hardly moves. */
function settle(run: Run, { minShare, maxFactors }: FactorOptions): Factor[] {
  const joined = new Map<string, { readonly pattern: Int32Array; factor: number; explained: number }>();
  for (const term of run.factors) {
    if (isCommon(term)) continue;
    const { pattern, factor, explained } = term;
    const key = pattern.join(',');
    const known = joined.get(key);
    if (!known) joined.set(key, { pattern, factor, explained });
    else {
      known.factor *= factor;
      known.explained += explained;
    }
  }
  const found = [...joined.values()].map((f) => ({ ...f, explained: Math.abs(f.explained) }));
  const total = found.reduce((sum, { explained }) => sum + explained, 0);
  return found
    .filter(({ factor, explained }) => explained >= minShare * total && Math.abs(factor - 1) > 0.1)
    .sort((a, b) => b.explained - a.explained || comparePatterns(a.pattern, b.pattern))
    .slice(0, maxFactors);
}

function comparePatterns(a: Int32Array, b: Int32Array): number {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return b[i]! - a[i]!;
  return 0;
}
