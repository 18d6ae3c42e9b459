import { anyButNewline, anyChar, type CharSet } from './char-set.ts';
import { parseClass, parseClassEscape, parseEscape } from './class-parser.ts';
import { PatternReader } from './pattern-reader.ts';
import { type Assertion, backReference, malformed, type ParsedRegex, RegexError, type RegexNode, unsupported } from './syntax.ts';
import { foldSet } from './unicode.ts';

/** Levels of groups in groups. */
const maxDepth = 250;
/** The largest count of a repetition, and of the product of repetitions in one another. */
const maxRepeat = 1000;
/** Groups of one pattern. */
const maxGroups = 1000;
/** Ranges of all classes in brackets together, each of which may have Unicode's hundreds. */
const maxRanges = 50_000;

interface Flags {
  /** i: upper and lower case match each other. */
  readonly fold: boolean;
  /** m: ^ and $ match at the ends of lines. */
  readonly lines: boolean;
  /** s: . matches a line feed. */
  readonly dotAll: boolean;
  /** U: a repetition is lazy unless ? follows it. */
  readonly lazy: boolean;
}

const flagNames: Readonly<Record<string, keyof Flags>> = { i: 'fold', m: 'lines', s: 'dotAll', U: 'lazy' };

const simpleAssertions: Readonly<Record<string, Assertion>> = {
  A: 'textStart',
  z: 'textEnd',
  b: 'wordBoundary',
  B: 'noWordBoundary',
};

const empty: RegexNode = { kind: 'empty' };

/** Whether nested counts multiply to at most `limit`; more would make programs of exponential size. */
function repeatsWithin(node: RegexNode, limit: number): boolean {
  let left = limit;
  switch (node.kind) {
    case 'repeat': {
      const count = node.max === Number.POSITIVE_INFINITY ? node.min : node.max;
      if (count > left) return false;
      if (node.max === 0) return true;
      if (count > 0) left = Math.trunc(left / count);
      return repeatsWithin(node.node, left);
    }
    case 'group':
      return repeatsWithin(node.node, left);
    case 'concat':
    case 'alternate':
      return node.parts.every((part) => repeatsWithin(part, left));
    default:
      return true;
  }
}

class Parser {
  readonly reader: PatternReader;
  readonly groupNames = new Map<string, number>();
  groupCount = 0;
  flags: Flags = { fold: false, lines: false, dotAll: false, lazy: false };
  #depth = 0;
  #ranges = 0;

  constructor(pattern: string) {
    this.reader = new PatternReader(pattern);
  }

  parse(): RegexNode {
    const node = this.#alternation();
    if (!this.reader.done) malformed('unexpected )', this.reader.pattern);
    return node;
  }

  #alternation(): RegexNode {
    const parts = [this.#concatenation()];
    while (this.reader.accept('|')) parts.push(this.#concatenation());
    return parts.length === 1 ? parts[0]! : { kind: 'alternate', parts };
  }

  #concatenation(): RegexNode {
    const { reader } = this;
    const parts: RegexNode[] = [];
    // Where a repetition begins that stands directly before the reader, or -1: `a**` is an error.
    let repeated = -1;
    while (!reader.done && reader.next !== '|' && reader.next !== ')') {
      const start = reader.at;
      const counts = this.#repetition();
      if (counts) {
        const greedy = reader.accept('?') === this.flags.lazy;
        if (repeated >= 0) malformed('invalid nested repetition operator', reader.since(repeated));
        const node = parts.pop();
        if (!node) malformed('missing argument to repetition operator', reader.since(start));
        const repeat: RegexNode = { kind: 'repeat', node, ...counts, greedy };
        if (!repeatsWithin(repeat, maxRepeat)) malformed('invalid repeat count', reader.since(start));
        parts.push(repeat);
        repeated = start;
      } else {
        repeated = -1;
        this.#atom(parts);
      }
    }
    return parts.length === 0 ? empty : parts.length === 1 ? parts[0]! : { kind: 'concat', parts };
  }

  /** Reads `*`, `+`, `?` or a count in braces; braces that are not a count are literal. */
  #repetition(): { min: number; max: number } | undefined {
    const { reader } = this;
    if (reader.accept('*')) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (reader.accept('+')) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (reader.accept('?')) return { min: 0, max: 1 };
    if (reader.next !== '{') return undefined;
    const count = /^\{(0|[1-9]\d*)(,(0|[1-9]\d*)?)?\}/.exec(reader.pattern.slice(reader.at, reader.at + 100));
    if (!count) return undefined;
    const start = reader.at;
    reader.at += count[0].length;
    const min = Number(count[1]);
    const max = count[2] === undefined ? min : count[3] === undefined ? Number.POSITIVE_INFINITY : Number(count[3]);
    if (min > maxRepeat || (max > maxRepeat && max !== Number.POSITIVE_INFINITY) || min > max)
      malformed('invalid repeat count', reader.since(start));
    return { min, max };
  }

  /** Reads one item; flags alone add none, and quoted text many. */
  #atom(parts: RegexNode[]): void {
    const { reader, flags } = this;
    const assertion = (name: Assertion): void => {
      reader.at++;
      parts.push({ kind: 'assertion', assertion: name });
    };
    switch (reader.next) {
      case '(':
        this.#group(parts);
        return;
      case '^':
        assertion(flags.lines ? 'lineStart' : 'textStart');
        return;
      case '$':
        assertion(flags.lines ? 'lineEnd' : 'textEnd');
        return;
      case '.':
        reader.at++;
        parts.push({ kind: 'set', set: flags.dotAll ? anyChar : anyButNewline });
        return;
      case '[':
        parts.push({ kind: 'set', set: this.#class() });
        return;
      case '\\':
        this.#escape(parts);
        return;
      default:
        parts.push(this.#literal(reader.take()));
    }
  }

  #class(): CharSet {
    const set = parseClass(this.reader, this.flags.fold);
    this.#ranges += set.length / 2;
    if (this.#ranges > maxRanges)
      throw new RegexError(`expression too large: its classes have more than ${maxRanges} ranges of characters`);
    return set;
  }

  #literal(point: number): RegexNode {
    const set: CharSet = [point, point];
    return { kind: 'set', set: this.flags.fold ? foldSet(set) : set };
  }

  #escape(parts: RegexNode[]): void {
    const { reader } = this;
    const letter = reader.pattern.charAt(reader.at + 1);
    if (Object.hasOwn(simpleAssertions, letter)) {
      reader.at += 2;
      parts.push({ kind: 'assertion', assertion: simpleAssertions[letter]! });
    } else if (letter === 'Q') {
      reader.at += 2;
      const close = reader.pattern.indexOf('\\E', reader.at);
      const end = close < 0 ? reader.pattern.length : close;
      while (reader.at < end) parts.push(this.#literal(reader.take()));
      reader.accept('\\E');
    } else {
      const set = parseClassEscape(reader, this.flags.fold);
      parts.push(set ? { kind: 'set', set } : this.#literal(parseEscape(reader)));
    }
  }

  #group(parts: RegexNode[]): void {
    const { reader, flags } = this;
    const start = reader.at;
    reader.at++;
    let index: number | undefined;
    if (reader.next === '?') {
      index = this.#named(start);
      if (index === undefined && this.#flags(start)) return;
    } else index = this.#newGroup();
    if (++this.#depth > maxDepth) malformed(`expression nests too deeply, more than ${maxDepth} levels`);
    const node = this.#alternation();
    this.#depth--;
    if (!reader.accept(')')) malformed('missing closing )', reader.pattern);
    this.flags = flags;
    parts.push(index === undefined ? node : { kind: 'group', index, node });
  }

  #newGroup(): number {
    if (++this.groupCount > maxGroups) throw new RegexError(`more than ${maxGroups} groups: write (?:…) for those that are not read`);
    return this.groupCount;
  }

  /** Reads `?P<name>` or `?<name>`; undefined for flags. */
  #named(start: number): number | undefined {
    const { reader } = this;
    for (const look of ['?=', '?!', '?<=', '?<!'])
      if (reader.accept(look))
        unsupported('look-ahead and look-behind', reader.since(start), 'match what is around, and put the wanted part in a group');
    if (reader.accept('?P=')) backReference(reader.since(start));
    if (!reader.accept('?P<') && !reader.accept('?<')) return undefined;
    const end = reader.pattern.indexOf('>', reader.at);
    const name = end < 0 ? '' : reader.pattern.slice(reader.at, end);
    if (!/^\w+$/.test(name))
      malformed('invalid named capture', end < 0 ? reader.pattern.slice(start) : reader.pattern.slice(start, end + 1));
    reader.at = end + 1;
    if (this.groupNames.has(name)) malformed('duplicate capture group name', name);
    const index = this.#newGroup();
    this.groupNames.set(name, index);
    return index;
  }

  /** Reads flags behind `(?`; true if they stand alone and hold for the rest of the enclosing group. */
  #flags(start: number): boolean {
    const { reader } = this;
    const flags = { ...this.flags };
    reader.at++;
    for (let on = true, seen = false; !reader.done; ) {
      const letter = String.fromCodePoint(reader.take());
      if (Object.hasOwn(flagNames, letter)) {
        flags[flagNames[letter]!] = on;
        seen = true;
      } else if (letter === '-' && on) {
        on = false;
        seen = false;
      } else if ((letter === ':' || letter === ')') && (on || seen)) {
        this.flags = flags;
        return letter === ')';
      } else break;
    }
    malformed('invalid or unsupported Perl syntax', reader.since(start));
  }
}

/** Parses a pattern of RE2 syntax. @throws RegexError for a malformed one. */
export function parseRegex(pattern: string): ParsedRegex {
  const parser = new Parser(pattern);
  const node = parser.parse();
  return { node, groupCount: parser.groupCount, groupNames: parser.groupNames };
}
