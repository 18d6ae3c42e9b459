import { invalidArgument } from '../../diagnostics/row-error.ts';
import { compileRegex, compileWholeRegex, type Regex } from '../../regex/regex.ts';
import { RegexError } from '../../regex/syntax.ts';
import type { CallSite, EvaluationContext } from '../declaration.ts';

/** Compiled patterns in the order of their use, by what compiled them and the pattern. */
const compiled = { find: new Map<string, Regex>(), whole: new Map<string, Regex>() };
/** Bytes that each kind of compiled pattern may take between queries. */
const keptBytes = 8_000_000;
const keptPatterns = 64;

/** Forgets the patterns that were not used for longest. */
function makeRoom(patterns: Map<string, Regex>): void {
  let bytes = 0;
  for (const { byteSize } of patterns.values()) bytes += byteSize;
  for (const [pattern, { byteSize }] of patterns) {
    if (patterns.size < keptPatterns && bytes < keptBytes) return;
    patterns.delete(pattern);
    bytes -= byteSize;
  }
}

function compileCached(kind: keyof typeof compiled, pattern: string, { regexpLength, tick }: EvaluationContext): Regex {
  const patterns = compiled[kind];
  let regex = patterns.get(pattern);
  if (regex) return regex;
  if (pattern.length > regexpLength) invalidArgument(`the pattern is longer than ${regexpLength} characters (limit 'regexpLength')`);
  // A pattern takes about as long to compile as 64 steps and a step for each character.
  tick(64 + pattern.length);
  try {
    regex = kind === 'whole' ? compileWholeRegex(pattern) : compileRegex(pattern);
  } catch (error) {
    if (error instanceof RegexError) return invalidArgument(`invalid regular expression: ${error.message}`);
    throw error;
  }
  makeRoom(patterns);
  patterns.set(pattern, regex);
  return regex;
}

/** Compiles a pattern of RE2 syntax, which is searched for in time linear in the string whatever the pattern. @throws RowError for a malformed one. */
export const compilePattern = (pattern: string, context: EvaluationContext): Regex => compileCached('find', pattern, context);

/** A test whether a pattern matches a whole string. @throws RowError as `compilePattern`. */
export function wholeTest(pattern: string, context: EvaluationContext): (string: string) => boolean {
  const regex = compileCached('whole', pattern, context);
  return (string) => regex.test(string, context.tick);
}

/** Checks a literal pattern when the query is compiled. */
export function checkPattern(pattern: string, context: EvaluationContext): undefined {
  compilePattern(pattern, context);
}

/** What a parameter that takes a pattern says about itself. */
export const patternParameter = 'a regular expression of RE2 syntax; (?i) at its start ignores case';

/** A compiled pattern and the string that it is matched with. */
export interface Match {
  readonly regex: Regex;
  readonly string: string;
  readonly call: CallSite;
  /** Room for the ends of a match, where its groups are not read, and for those of all groups. */
  readonly bounds: Int32Array;
  readonly slots: Int32Array;
}

/** How many characters are matched in about the time of one step of a query's budget. */
const charactersPerStep = 16;

/** Hands a function the compiled pattern; a constant one is compiled once. The length of the string is reported to the query's budget. */
export function withPattern<A extends unknown[], R>(
  compute: (match: Match, ...rest: A) => R,
): (call: CallSite) => (string: string, pattern: string, ...rest: A) => R {
  return (call) => {
    let known: string | undefined;
    // One for all strings; a function does not call itself while it reads it.
    let match: { -readonly [key in keyof Match]: Match[key] };
    return (string, pattern, ...rest) => {
      if (pattern !== known) {
        const regex = compilePattern(pattern, call);
        match = { regex, string, call, bounds: new Int32Array(2), slots: regex.newSlots() };
        known = pattern;
      }
      match.string = string;
      call.tick(1 + Math.floor(string.length / charactersPerStep));
      return compute(match, ...rest);
    };
  };
}

/** Where the search goes on behind a match: behind a match of nothing one character further. */
export function placeBehind(string: string, slots: Int32Array): number {
  const end = slots[1]!;
  if (slots[0] !== end) return end;
  return end + (end < string.length && string.codePointAt(end)! > 0xffff ? 2 : 1);
}

/** Visits the matches from left to right, until the visitor answers false. `slots`: the room for what is read of each, of `match`. */
export function forEachMatch({ regex, string, call }: Match, slots: Int32Array, visit: (slots: Int32Array) => boolean | undefined): void {
  const memo = regex.newMemo();
  for (let from = 0; from <= string.length && regex.find(string, from, slots, call.tick, memo); from = placeBehind(string, slots)) {
    call.tick();
    if (visit(slots) === false) return;
  }
}

/** What a group of a match holds, NULL where it took no part; 0 is the whole match. */
export function groupText(string: string, slots: Int32Array, group: number): string | null {
  const start = slots[2 * group]!;
  return start < 0 ? null : string.slice(start, slots[2 * group + 1]!);
}

/** The names of a pattern's groups in their order, undefined for those without one. Fails as the pattern itself does. */
export function groupsOf(pattern: string, context: EvaluationContext): readonly (string | undefined)[] {
  const { groupNames, groupCount } = compilePattern(pattern, context);
  const names = new Map([...groupNames].map(([name, group]) => [group, name]));
  return Array.from({ length: groupCount }, (_, i) => names.get(i + 1));
}
