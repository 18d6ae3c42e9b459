import { Alphabet } from './alphabet.ts';
import { headPattern } from './head.ts';
import { gaveUp, LazyDfa, type MatchMemo, maxVain, stepsOf, type Tick } from './lazy-dfa.ts';
import { literalsOf } from './literals.ts';
import { OnePass } from './one-pass.ts';
import { parseRegex } from './parser.ts';
import { PikeVm } from './pike-vm.ts';
import { compileProgram, type Program } from './program.ts';
import type { ParsedRegex, RegexNode } from './syntax.ts';
import { findsText, type TextFinder } from './text-search.ts';

/** Strings that a match must contain are looked for first if they are at least so long. */
const minInnerLength = 3;
/** Searches, or characters of one string, after which the head of a pattern is compiled. */
const searchesBeforeHead = 8;
const lengthBeforeHead = 1000;

/** What attempts come to: below the places in a string. */
const matched = -1;
const failed = -2;
/** The characters that starting an attempt is worth, and those read between two reports to the budget. */
const charactersPerAttempt = 8;
const charactersPerTick = 1 << 16;

/** A compiled regular expression. Every search takes time linear in the string, reports it to a budget, and allocates nothing. */
export class Regex {
  readonly pattern: string;
  readonly groupCount: number;
  /** The numbers of the named groups. */
  readonly groupNames: ReadonlyMap<string, number>;
  readonly #parsed: ParsedRegex;
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  readonly #anchored: boolean;
  /** The whole pattern where it is one string, then the string that every match starts with, its search, and that of one that it contains. */
  readonly #literal: string;
  readonly #searched: string;
  readonly #prefix: TextFinder | undefined;
  readonly #inner: TextFinder | undefined;
  readonly #forward: LazyDfa;
  // Made when they are first needed.
  #head: RegExp | undefined;
  #searches = 0;
  #backward: LazyDfa | undefined;
  #any: LazyDfa | undefined;
  #onePass: OnePass | false | undefined;
  #pike: PikeVm | undefined;
  readonly #bounds = new Int32Array(2);

  constructor(pattern: string, parsed: ParsedRegex) {
    this.pattern = pattern;
    this.#parsed = parsed;
    this.groupCount = parsed.groupCount;
    this.groupNames = parsed.groupNames;
    this.#program = compileProgram(parsed, pattern.length);
    this.#alphabet = new Alphabet(this.#program);
    const { prefix, inner, exact, anchored } = literalsOf(parsed.node);
    this.#anchored = anchored;
    this.#literal = exact && parsed.groupCount === 0 ? prefix : '';
    this.#searched = anchored ? '' : prefix;
    this.#prefix = this.#searched !== '' ? findsText(prefix) : undefined;
    this.#inner = inner.length >= minInnerLength && inner !== prefix && !anchored ? findsText(inner) : undefined;
    this.#forward = new LazyDfa(this.#program, this.#alphabet, anchored ? 'anchored end' : 'end');
  }

  /** Bytes in use, about. */
  get byteSize(): number {
    const made = [this.#forward, this.#backward, this.#any, this.#onePass || undefined, this.#pike];
    const sets = this.#program.sets.reduce((sum, set) => sum + set.length, 0);
    return made.reduce((sum, part) => sum + (part?.byteSize ?? 0), 2000 + 40 * this.#program.ops.length + 16 * sets);
  }

  /** Room for the ends of a match and of its groups. */
  newSlots(): Int32Array {
    return new Int32Array(2 * (this.groupCount + 1));
  }

  /** Whether the pattern matches somewhere in a string. */
  test(text: string, tick: Tick): boolean {
    const start = this.#place(text, 0);
    if (start < 0 || this.#literal !== '') return start >= 0;
    if (this.#inner && this.#inner(text, start) < 0) return false;
    const end = this.#forward.end(text, start, true, tick);
    return end === gaveUp ? this.#simulate(text, start, this.#bounds, tick) : end >= 0;
  }

  /**
   * Finds the leftmost match at or after a place, as backtracking would: the first alternative that leads to a match. Fills as many slots as
   * are given with the ends of it and its groups, -1 for those that took no part. Searches for all matches of a string share a memo.
   */
  find(text: string, from: number, slots: Int32Array, tick: Tick, memo?: MatchMemo): boolean {
    let candidate = this.#place(text, from);
    if (candidate < 0) return false;
    if (this.#literal !== '') {
      slots[0] = candidate;
      slots[1] = candidate + this.#literal.length;
      return true;
    }
    // The table alone knows the ends of what is anchored.
    if (this.#prefix || this.#head || (this.#anchored && slots.length > 2)) {
      const found = this.#attempt(text, candidate, slots, tick, memo);
      if (found < 0) return found === matched;
      candidate = found;
    }
    if (this.#inner && this.#inner(text, candidate) < 0) return false;
    const end = this.#forward.end(text, candidate, false, tick, memo);
    if (end === -1) return false;
    const start = end === gaveUp ? gaveUp : this.#startOf(text, candidate, end, tick);
    if (start === gaveUp) return this.#simulate(text, candidate, slots, tick);
    slots[0] = start;
    slots[1] = end;
    if (slots.length > 2) this.#findGroups(text, start, end, slots, tick);
    return true;
  }

  /**
   * Tries the places at which a match may start, one by one, as long as not too much is read in vain: `matched`, `failed`, or the place at which
   * the table has to go on.
   */
  #attempt(text: string, from: number, slots: Int32Array, tick: Tick, memo: MatchMemo | undefined): number {
    const onePass = this.#onePassed();
    if (!onePass) return from;
    const most = maxVain(text.length);
    let wasted = memo ? memo.wasted : 0;
    let at = from;
    let read = 0;
    let inner = 0;
    while (wasted <= most) {
      const end = onePass.match(text, at, slots);
      const { stop } = onePass;
      read += stop - at + charactersPerAttempt;
      if (end >= 0) {
        if (memo) memo.wasted = wasted + stop - end;
        tick(stepsOf(read));
        return matched;
      }
      if (end === gaveUp) wasted += stop - at;
      else {
        const next = this.#place(text, at + 1);
        // What a match contains is looked for once, or for as long as it lies behind the places.
        if (this.#inner && next > inner) inner = this.#inner(text, next);
        if (next < 0 || inner < 0) {
          if (memo) memo.wasted = wasted;
          tick(stepsOf(read));
          return failed;
        }
        wasted += Math.max(0, stop - next);
        at = next;
      }
      if (read >= charactersPerTick) {
        tick(stepsOf(read));
        read = 0;
      }
      if (end === gaveUp) break;
    }
    if (memo) memo.wasted = wasted;
    tick(stepsOf(read));
    return at;
  }

  /** What the searches for all matches of one string share, so that they take time linear in it together. */
  newMemo(): MatchMemo {
    return { wasted: 0, states: undefined, generation: 0 };
  }

  /** The first place at which a match may start, -1 for none. */
  #place(text: string, from: number): number {
    if (this.#prefix) return this.#prefix(text, from);
    if (this.#anchored) return from === 0 ? 0 : -1;
    return this.#headFrom(text, from);
  }

  #headFrom(text: string, from: number): number {
    if (this.#searches < searchesBeforeHead && text.length < lengthBeforeHead) {
      this.#searches++;
      return from;
    }
    if (this.#searches < Number.POSITIVE_INFINITY) {
      this.#searches = Number.POSITIVE_INFINITY;
      this.#head = headPattern(this.#parsed.node);
    }
    if (!this.#head) return from;
    // It makes no array, but starts at 0.
    if (from === 0) return text.search(this.#head);
    this.#head.lastIndex = from;
    return this.#head.exec(text)?.index ?? -1;
  }

  #startOf(text: string, from: number, end: number, tick: Tick): number {
    if (this.#anchored) return from;
    this.#backward ??= this.#makeBackward();
    return this.#backward.start(text, from, end, tick);
  }

  #makeBackward(): LazyDfa {
    const program = compileProgram(this.#parsed, this.pattern.length, true);
    return new LazyDfa(program, this.#alphabet, 'start');
  }

  #onePassed(): OnePass | false {
    this.#onePass ??= OnePass.of(this.#program, this.#alphabet, this.#searched) ?? false;
    return this.#onePass;
  }

  #findGroups(text: string, start: number, end: number, slots: Int32Array, tick: Tick): void {
    const onePass = this.#onePassed();
    if (onePass) {
      tick(stepsOf(end - start));
      if (onePass.find(text, start, end, slots)) return;
    }
    this.#pike ??= new PikeVm(this.#program, this.#alphabet);
    this.#pike.find(text, start, slots, end, tick);
  }

  /** Searches without the table that was not worth its cost: at first whether there is a match at all, and then where. */
  #simulate(text: string, from: number, slots: Int32Array, tick: Tick): boolean {
    this.#any ??= new LazyDfa(this.#program, this.#alphabet, 'any');
    const end = this.#any.end(text, from, true, tick);
    if (end === -1) return false;
    if (end >= 0 && slots === this.#bounds) return true;
    this.#pike ??= new PikeVm(this.#program, this.#alphabet);
    return this.#pike.find(text, from, slots, -1, tick);
  }
}

/** Compiles a pattern of RE2 syntax. @throws RegexError for a malformed or too large one. */
export function compileRegex(pattern: string): Regex {
  return new Regex(pattern, parseRegex(pattern));
}

/** Compiles a pattern that must match the whole of a string. @throws RegexError as `compileRegex`. */
export function compileWholeRegex(pattern: string): Regex {
  const parsed = parseRegex(pattern);
  const bound = (assertion: 'textStart' | 'textEnd'): RegexNode => ({ kind: 'assertion', assertion });
  return new Regex(pattern, { ...parsed, node: { kind: 'concat', parts: [bound('textStart'), parsed.node, bound('textEnd')] } });
}
