import { type CharSet, maxCodePoint, negateSet, normalizeSet } from './char-set.ts';

/**
 * Unicode data without tables: the host's own regular expressions say which code points have a property and which fold together. They
 * run over a string of all code points once per property; each test takes one character, so that nothing can backtrack.
 */

const firstSurrogate = 0xd800;
const lastSurrogate = 0xdfff;

/** Visits all code points but the surrogates, which end a block, in strings of at most 4,096. */
function forEachBlock(visit: (block: string, first: number) => void): void {
  const points: number[] = [];
  for (let first = 0; first <= maxCodePoint; first += 4096) {
    points.length = 0;
    for (let point = first; point < first + 4096; point++) if (point < firstSurrogate || point > lastSurrogate) points.push(point);
    if (points.length > 0) visit(String.fromCodePoint(...points), first);
  }
}

/** The code points that a test of one character accepts. */
function pointsOf(source: string): CharSet {
  // A property is one character long, and a run of it is taken greedily with nothing behind: linear.
  const runs = new RegExp(`${source}+`, 'gu');
  const ranges: number[] = [];
  forEachBlock((block, first) => {
    const width = first < 0x10000 ? 1 : 2;
    for (const { 0: run, index } of block.matchAll(runs)) {
      const start = first + index / width;
      ranges.push(start, start + run.length / width - 1);
    }
  });
  // One character against one property.
  if (new RegExp(`^${source}$`, 'u').test('\ud800')) ranges.push(firstSurrogate, lastSurrogate);
  return normalizeSet(ranges);
}

const categories = /^(?:C[cfnos]?|L[CclmotuC]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?)$/;
const binary = new Set(
  'ASCII_Hex_Digit Alphabetic Dash Emoji Emoji_Component Emoji_Modifier Emoji_Modifier_Base Emoji_Presentation Extended_Pictographic Hex_Digit Lowercase Math Quotation_Mark Terminal_Punctuation Uppercase White_Space'.split(
    ' ',
  ),
);
const special: Readonly<Record<string, string>> = { Any: 'Any', Ascii: 'ASCII', Assigned: 'Assigned', Lc: 'LC' };

const properties = new Map<string, CharSet>();

/** The code points of a general category (`Lu`), a script (`Greek`) or a binary property (`Alphabetic`); undefined for other names. Kept: there are few. */
export function propertySet(name: string): CharSet | undefined {
  const known = properties.get(name);
  if (known) return known;
  const plain = Object.hasOwn(special, name) ? special[name]! : categories.test(name) || binary.has(name) ? name : undefined;
  if (plain === undefined && !/^[A-Z][A-Za-z_]{2,40}$/.test(name)) return undefined;
  let set: CharSet;
  try {
    set = pointsOf(`\\p{${plain ?? `Script=${name}`}}`);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  properties.set(name, set);
  return set;
}

/** The code points that fold together with others, sorted, and for each all that it folds with. */
interface CaseFolding {
  readonly points: readonly number[];
  readonly orbits: ReadonlyMap<number, readonly number[]>;
}

let folding: CaseFolding | undefined;

/** Simple case folding, as a back-reference of one character compares without case; the pattern has a fixed length of two. */
const foldTogether = /^(.)\1$/isu;

// Pairs whose upper case is longer than one character, so that no mapping leads from one to the other.
const unmapped = [0x1fd3, 0x390, 0x1fe3, 0x3b0, 0xfb05, 0xfb06];

function caseFolding(): CaseFolding {
  if (folding) return folding;
  const leader = new Map<number, number>();
  const find = (point: number): number => {
    let at = point;
    for (let next = leader.get(at); next !== undefined && next !== at; next = leader.get(at)) at = next;
    return at;
  };
  const join = (a: number, b: number): void => {
    if (a !== b && foldTogether.test(String.fromCodePoint(a, b))) leader.set(find(a), find(b));
  };
  const cased = pointsOf('\\p{Changes_When_Casemapped}');
  const all: number[] = [];
  for (let i = 0; i < cased.length; i += 2) for (let point = cased[i]!; point <= cased[i + 1]!; point++) all.push(point);
  for (const point of all) {
    const character = String.fromCodePoint(point);
    for (const mapped of [character.toLowerCase(), character.toUpperCase()]) {
      const other = mapped.codePointAt(0)!;
      if (String.fromCodePoint(other) === mapped) join(point, other);
    }
  }
  for (let i = 0; i < unmapped.length; i += 2) join(unmapped[i]!, unmapped[i + 1]!);
  const members = new Map<number, number[]>();
  for (const point of all) {
    const orbit = members.get(find(point));
    if (orbit) orbit.push(point);
    else members.set(find(point), [point]);
  }
  const orbits = new Map<number, readonly number[]>();
  for (const orbit of members.values()) if (orbit.length > 1) for (const point of orbit) orbits.set(point, orbit);
  folding = { points: [...orbits.keys()].sort((a, b) => a - b), orbits };
  return folding;
}

const foldedSets = new WeakMap<CharSet, CharSet>();

/** The set and all that differs from it in case only. */
export function foldSet(set: CharSet): CharSet {
  const known = foldedSets.get(set);
  if (known) return known;
  const { points, orbits } = caseFolding();
  const ranges = [...set];
  for (let i = 0; i < set.length; i += 2) {
    let low = 0;
    let high = points.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (points[middle]! < set[i]!) low = middle + 1;
      else high = middle;
    }
    for (let j = low; j < points.length && points[j]! <= set[i + 1]!; j++)
      for (const point of orbits.get(points[j]!)!) ranges.push(point, point);
  }
  const folded = normalizeSet(ranges);
  foldedSets.set(set, folded);
  return folded;
}

const negatedSets = new WeakMap<CharSet, CharSet>();

/** All code points that are not in a set of a property; the same object for the same set. */
export function negateProperty(set: CharSet): CharSet {
  let negated = negatedSets.get(set);
  if (!negated) {
    negated = negateSet(set);
    negatedSets.set(set, negated);
  }
  return negated;
}

const namedClasses: Readonly<Record<string, CharSet>> = {
  d: [48, 57],
  s: [9, 10, 12, 13, 32, 32],
  w: [48, 57, 65, 90, 95, 95, 97, 122],
  alnum: [48, 57, 65, 90, 97, 122],
  alpha: [65, 90, 97, 122],
  ascii: [0, 127],
  blank: [9, 9, 32, 32],
  cntrl: [0, 31, 127, 127],
  digit: [48, 57],
  graph: [33, 126],
  lower: [97, 122],
  print: [32, 126],
  punct: [33, 47, 58, 64, 91, 96, 123, 126],
  space: [9, 13, 32, 32],
  upper: [65, 90],
  word: [48, 57, 65, 90, 95, 95, 97, 122],
  xdigit: [48, 57, 65, 70, 97, 102],
};

/** The ASCII class of an escape (`d`, `s`, `w`) or of a POSIX name (`alpha`), with `negated` all but it; undefined for other names. */
export function namedClass(name: string, negated: boolean, fold: boolean): CharSet | undefined {
  if (!Object.hasOwn(namedClasses, name)) return undefined;
  const set = fold ? foldSet(namedClasses[name]!) : namedClasses[name]!;
  return negated ? negateSet(set) : set;
}
