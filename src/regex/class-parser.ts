import { type CharSet, maxCodePoint, negateSet, normalizeSet } from './char-set.ts';
import type { PatternReader } from './pattern-reader.ts';
import { backReference, malformed } from './syntax.ts';
import { foldSet, namedClass, negateProperty, propertySet } from './unicode.ts';

const badClass = 'invalid character class range';
const controls: Readonly<Record<string, number>> = { a: 7, f: 12, n: 10, r: 13, t: 9, v: 11 };

/** The value of digits of a base at the reader, at most `max` of them; undefined where there are fewer than `min`. */
function digits(reader: PatternReader, base: 8 | 16, min: number, max: number): number | undefined {
  let value = 0;
  let count = 0;
  for (; count < max && value <= maxCodePoint; count++) {
    const digit = Number.parseInt(reader.next, base);
    if (Number.isNaN(digit)) break;
    value = value * base + digit;
    reader.at++;
  }
  return count < min || value > maxCodePoint ? undefined : value;
}

/** Reads an escape that stands for one code point: `\n`, `\x41`, `\x{1F600}`, `\101`, or punctuation. */
export function parseEscape(reader: PatternReader): number {
  const start = reader.at;
  reader.at++;
  if (reader.done) malformed('trailing backslash at end of expression');
  const point = reader.take();
  const letter = String.fromCodePoint(point);
  if (Object.hasOwn(controls, letter)) return controls[letter]!;
  let value: number | undefined;
  if (letter === '0' || (letter >= '1' && letter <= '7' && reader.next >= '0' && reader.next <= '7' && !reader.done)) {
    reader.at--;
    value = digits(reader, 8, 1, 3);
  } else if (letter >= '1' && letter <= '9' && letter.length === 1) {
    backReference(reader.since(start));
  } else if (letter === 'x') {
    const braced = reader.accept('{');
    value = braced ? digits(reader, 16, 1, Number.POSITIVE_INFINITY) : digits(reader, 16, 2, 2);
    if (braced && !reader.accept('}')) value = undefined;
  } else if (point < 0x80 && !/[0-9A-Za-z]/.test(letter)) value = point;
  if (value === undefined) {
    if (letter === 'x' && !reader.done) reader.take();
    malformed('invalid escape sequence', reader.since(start));
  }
  return value;
}

/** Reads `\d`, `\pL`, `\P{Greek}` and the like; undefined for any other escape, which is left. */
export function parseClassEscape(reader: PatternReader, fold: boolean): CharSet | undefined {
  const start = reader.at;
  const letter = reader.pattern.charAt(start + 1);
  if (letter !== 'p' && letter !== 'P') {
    const lower = letter.toLowerCase();
    const set = lower === 'd' || lower === 's' || lower === 'w' ? namedClass(lower, letter !== lower, fold) : undefined;
    if (set) reader.at += 2;
    return set;
  }
  reader.at += 2;
  if (reader.done) malformed(badClass, reader.since(start));
  let name: string;
  if (reader.accept('{')) {
    const end = reader.pattern.indexOf('}', reader.at);
    if (end < 0) malformed(badClass, reader.pattern.slice(start));
    name = reader.pattern.slice(reader.at, end);
    reader.at = end + 1;
  } else name = String.fromCodePoint(reader.take());
  const negated = (letter === 'P') !== name.startsWith('^');
  const set = propertySet(name.startsWith('^') ? name.slice(1) : name);
  if (!set) malformed(badClass, reader.since(start));
  const folded = fold ? foldSet(set) : set;
  return negated ? negateProperty(folded) : folded;
}

/** Reads `[:alpha:]` inside a class; undefined where it has no end. */
function parsePosixClass(reader: PatternReader, fold: boolean): CharSet | undefined {
  const end = reader.pattern.indexOf(':]', reader.at);
  if (end < 0) return undefined;
  const name = reader.pattern.slice(reader.at + 2, end);
  const negated = name.startsWith('^');
  const set = name.length <= 10 ? namedClass(negated ? name.slice(1) : name, negated, fold) : undefined;
  if (!set || name.length < 2) malformed(badClass, `[:${name}:]`);
  reader.at = end + 2;
  return set;
}

function parseClassPoint(reader: PatternReader, start: number): number {
  if (reader.done) malformed('missing closing ]', reader.pattern.slice(start));
  return reader.next === '\\' ? parseEscape(reader) : reader.take();
}

/** Reads a class in brackets; the reader is at its `[`. */
export function parseClass(reader: PatternReader, fold: boolean): CharSet {
  const start = reader.at++;
  const negated = reader.accept('^');
  const ranges: number[] = [];
  for (let first = true; first || reader.next !== ']'; first = false) {
    const at = reader.at;
    const named = reader.pattern.startsWith('[:', at) ? parsePosixClass(reader, fold) : undefined;
    const set = named ?? (reader.next === '\\' ? parseClassEscape(reader, fold) : undefined);
    if (set) {
      for (const point of set) ranges.push(point);
      continue;
    }
    const low = parseClassPoint(reader, start);
    let high = low;
    if (reader.next === '-' && reader.pattern.charAt(reader.at + 1) !== ']' && reader.at + 1 <= reader.pattern.length) {
      reader.at++;
      high = parseClassPoint(reader, start);
      if (high < low) malformed(badClass, reader.since(at));
    }
    if (fold) for (const point of foldSet([low, high])) ranges.push(point);
    else ranges.push(low, high);
  }
  reader.at++;
  const set = normalizeSet(ranges);
  return negated ? negateSet(set) : set;
}
