import { type Alphabet, holds, kind } from './alphabet.ts';
import { contains, op, type Program } from './program.ts';

/** What a scan returns that met too many states: the caller runs the nondeterministic automaton. */
export const gaveUp = -2;

/** The numbers that the states and the table of one automaton may hold. */
const maxCells = 1 << 18;
/** Characters that are matched between two reports to the budget. */
const sliceLength = 1 << 16;
/** How many characters a table must serve for each state built, or it is not worth its cost. */
const charactersPerState = 8;
/** Searches that do not try the table again after it was not worth its cost. */
const restAfterThrashing = 64;

/**
 * What the searches for all matches of one string share. A search that has a match reads on for a longer one; where that is in vain again and
 * again, as with `a.*z|a`, the states in which it was are kept, and the next search stops where it meets one (T. Reps, "Maximal munch
 * tokenization in linear time", 1998).
 */
export interface MatchMemo {
  /** Characters read in vain. */
  wasted: number;
  /** For each place the state in which the last search read on in vain, 0 for none. */
  states: Int32Array | undefined;
  /** The number of times that states had been forgotten when these were kept. */
  generation: number;
}

/** How often a string is read in vain before states are kept. */
const wasteBeforeMemo = 4;

/** How many characters of a string may be read in vain before it is worth keeping states. */
export const maxVain = (length: number): number => wasteBeforeMemo * (length + sliceLength / 64);

export type Tick = (steps?: number) => void;

/** The steps of a query's budget that so many characters are worth. */
export const stepsOf = (characters: number): number => characters >> 4;

/**
 * A deterministic automaton whose states are made when they are first reached (R. Cox, "Regular expression matching in the wild", 2010).
 *
 * A state is the list of instructions that wait for a character, in the order of their priority, and the kind of the character before.
 * Assertions wait as well: the next character decides them, so that a match is seen one character late. In `leftmost` order a match cuts
 * off what has lower priority, as backtracking would; otherwise the longest match is found.
 *
 * `table[state + class]`: above 0 the next state; 0 not known yet; below 0, with `code = -value - 1`, `code & 1` says that a match ends
 * before this character, and `code >> 1` is the next state, 0 where nothing can follow. States are numbered in steps of a row.
 */
export class LazyDfa {
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  readonly #leftmost: boolean;
  readonly #reversed: boolean;
  /** Stands in lists for the attempt to start at the next place, which comes after all others. */
  readonly #restart: number;
  readonly #restarts: boolean;
  readonly #asserts: boolean;
  readonly #stride: number;
  #table: Int32Array;
  #used = 0;
  #lists: Int32Array[] = [];
  #kinds: number[] = [];
  #numbers = new Map<string, number>();
  #starts: number[] = [];
  /** Characters matched since the table was empty, and searches to leave out. */
  #matched = 0;
  #rest = 0;
  #generation = 0;
  /** Instructions seen by the walk number `#walk`. */
  readonly #seen: Int32Array;
  #walk = 0;
  readonly #stack: number[] = [];

  /**
   * An automaton for `end`, which starts at every place unless it is `anchored`; one that says only whether there is `any` match, which has
   * fewer states; or one of a reversed program for `start`.
   */
  constructor(program: Program, alphabet: Alphabet, use: 'end' | 'anchored end' | 'any' | 'start') {
    this.#program = program;
    this.#alphabet = alphabet;
    this.#leftmost = use === 'end' || use === 'anchored end';
    this.#reversed = use === 'start';
    this.#restart = program.ops.length;
    this.#restarts = use === 'end' || use === 'any';
    this.#asserts = program.assertions !== 0;
    this.#stride = alphabet.size + 1;
    this.#table = new Int32Array(Math.max(256, 4 * this.#stride));
    this.#seen = new Int32Array(program.ops.length + 1);
    this.#clear();
  }

  /** Bytes in use, about. */
  get byteSize(): number {
    return 4 * this.#table.length + 8 * this.#used;
  }

  /** The end of the first match at or after a place, -1 for none, or `gaveUp`. With `anyEnd` the end of some match. */
  end(text: string, from: number, anyEnd: boolean, tick: Tick, memo?: MatchMemo): number {
    if (this.#rest > 0) {
      this.#rest--;
      return gaveUp;
    }
    const { latin } = this.#alphabet;
    const { length } = text;
    let table = this.#table;
    let state = this.#start(this.#asserts ? this.#alphabet.kinds[this.#alphabet.classBefore(text, from)]! : kind.other);
    let found = -1;
    let at = from;
    let vain = memo && this.#statesInVain(memo, length);
    while (at < length) {
      const slice = at;
      const stop = Math.min(length, at + sliceLength);
      while (at < stop) {
        if (vain !== undefined && found >= 0) {
          if (vain[at] === state) {
            tick(stepsOf(at - slice));
            return found;
          }
          vain[at] = state;
        }
        const unit = text.charCodeAt(at);
        let width = 1;
        let column: number;
        if (unit < 256) column = latin[unit]!;
        else if ((unit & 0xfc00) === 0xd800 && at + 1 < length && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00) {
          column = this.#alphabet.classOf(text.codePointAt(at)!);
          width = 2;
        } else column = this.#alphabet.classOf(unit);
        let next = table[state + column]!;
        if (next <= 0) {
          if (next === 0) {
            next = this.#step(state, column, at - slice);
            if (next === 0) return gaveUp;
            table = this.#table;
            if (vain !== undefined && memo!.generation !== this.#generation) vain = undefined;
          }
          if (next < 0) {
            const code = -next - 1;
            if ((code & 1) !== 0) {
              found = at;
              if (anyEnd) return at;
            }
            next = code >> 1;
            if (next === 0) {
              this.#matched += at - slice;
              if (memo) memo.wasted += at - Math.max(found, from);
              tick(stepsOf(at - slice));
              return found;
            }
          }
        }
        state = next;
        at += width;
      }
      this.#matched += at - slice;
      tick(stepsOf(at - slice));
    }
    if (this.#endsIn(state, this.#alphabet.size)) return length;
    if (memo) memo.wasted += length - Math.max(found, from);
    return found;
  }

  /** The states that were in vain, if it is worth keeping them; none of those before all states were forgotten. */
  #statesInVain(memo: MatchMemo, length: number): Int32Array | undefined {
    if (memo.states && memo.generation === this.#generation) return memo.states;
    if (memo.states) memo.wasted = 0;
    memo.states = memo.wasted > maxVain(length) ? new Int32Array(length) : undefined;
    memo.generation = this.#generation;
    return memo.states;
  }

  /** Reads a reversed program from `end` back to `from`: the start of the longest match that ends there, -1 for none, or `gaveUp`. */
  start(text: string, from: number, end: number, tick: Tick): number {
    if (this.#rest > 0) {
      this.#rest--;
      return gaveUp;
    }
    const { latin } = this.#alphabet;
    let table = this.#table;
    let state = this.#start(this.#asserts ? this.#alphabet.kinds[this.#alphabet.classAt(text, end)]! : kind.other);
    let found = -1;
    let at = end;
    while (at > from) {
      const slice = at;
      const stop = Math.max(from, at - sliceLength);
      while (at > stop) {
        const unit = text.charCodeAt(at - 1);
        let width = 1;
        let column: number;
        if (unit < 256) column = latin[unit]!;
        else if ((unit & 0xfc00) === 0xdc00 && at > 1 && (text.charCodeAt(at - 2) & 0xfc00) === 0xd800) {
          column = this.#alphabet.classOf(text.codePointAt(at - 2)!);
          width = 2;
        } else column = this.#alphabet.classOf(unit);
        let next = table[state + column]!;
        if (next <= 0) {
          if (next === 0) {
            next = this.#step(state, column, slice - at);
            if (next === 0) return gaveUp;
            table = this.#table;
          }
          if (next < 0) {
            const code = -next - 1;
            if ((code & 1) !== 0) found = at;
            next = code >> 1;
            if (next === 0) {
              this.#matched += slice - at;
              tick(stepsOf(slice - at));
              return found;
            }
          }
        }
        state = next;
        at -= width;
      }
      this.#matched += slice - at;
      tick(stepsOf(slice - at));
    }
    return this.#endsIn(state, this.#alphabet.classBefore(text, from)) ? from : found;
  }

  /** Whether a match ends in a state when a class, or the end, comes next. */
  #endsIn(state: number, column: number): boolean {
    let value = this.#table[state + column]!;
    if (value === 0 && column < this.#alphabet.size) value = this.#step(state, column, 0);
    if (value !== 0) return value < 0 && ((-value - 1) & 1) !== 0;
    let matches = false;
    for (const at of this.#decided(state, column)) matches ||= this.#program.ops[at] === op.match;
    if (column === this.#alphabet.size) this.#table[state + column] = matches ? -2 : -1;
    return matches;
  }

  #start(before: number): number {
    const known = this.#starts[before];
    if (known !== undefined) return known;
    const list: number[] = [];
    this.#walk++;
    if (!this.#advance(this.#program.start, list) && this.#restarts) list.push(this.#restart);
    const state = this.#add(list, before);
    this.#starts[before] = state;
    return state;
  }

  /** Adds an instruction to the list of a new state, or what it leads to if no assertion has to be decided first. True if a match cuts off the rest. */
  #advance(at: number, list: number[]): boolean {
    if (!this.#asserts) return this.#follow([at], list);
    if (this.#seen[at] !== this.#walk) list.push(at);
    this.#seen[at] = this.#walk;
    return false;
  }

  /**
   * Adds to a list what instructions lead to without reading: those that wait for a character, and a match. The kinds of the characters around
   * decide assertions. True if a match cuts off the rest.
   */
  #follow(first: ArrayLike<number>, list: number[], left: number = kind.other, right: number = kind.other): boolean {
    const { ops, x, y } = this.#program;
    const seen = this.#seen;
    const stack = this.#stack;
    for (let i = first.length - 1; i >= 0; i--) stack.push(first[i]!);
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (seen[at] === this.#walk) continue;
      seen[at] = this.#walk;
      const code = ops[at];
      if (code === op.split) stack.push(y[at]!, x[at]!);
      else if (code === op.capture) stack.push(x[at]!);
      else if (code === op.assertion) {
        if (holds(y[at]!, left, right)) stack.push(x[at]!);
      } else {
        list.push(at);
        if (code === op.match && this.#leftmost) {
          stack.length = 0;
          return true;
        }
      }
    }
    return false;
  }

  /** The instructions of a state that wait for a character or match, when it is known what comes next. */
  #decided(state: number, column: number): Iterable<number> {
    const number = state / this.#stride;
    const list = this.#lists[number]!;
    if (!this.#asserts) return list;
    const out: number[] = [];
    const before = this.#kinds[number]!;
    const behind = this.#alphabet.kinds[column]!;
    this.#walk++;
    this.#follow(list, out, this.#reversed ? behind : before, this.#reversed ? before : behind);
    return out;
  }

  /** Makes one entry of the table, for a character; 0 where the table is not worth its cost. `matched`: characters of this slice so far. */
  #step(state: number, column: number, matched: number): number {
    const { ops, x, y, sets } = this.#program;
    const point = this.#alphabet.points[column]!;
    const list: number[] = [];
    let matches = false;
    const decided = this.#decided(state, column);
    this.#walk++;
    for (const at of decided) {
      if (at === this.#restart) {
        if (!this.#advance(this.#program.start, list)) list.push(at);
      } else if (ops[at] === op.match) matches = true;
      // What has lower priority than a match behind this character is cut off, be it a match before it.
      else if (contains(sets[y[at]!]!, point) && this.#advance(x[at]!, list)) break;
    }
    let target = 0;
    let kept = true;
    if (list.length > 0) {
      const behind = this.#asserts ? this.#alphabet.kinds[column]! : kind.other;
      const known = this.#numbers.get(keyOf(list, behind, this.#leftmost));
      if (known !== undefined) target = known;
      else {
        if (this.#used + list.length + this.#stride > maxCells && this.#lists.length > 2) {
          const worth = this.#matched + matched >= charactersPerState * this.#lists.length;
          this.#clear();
          if (!worth) {
            this.#rest = restAfterThrashing;
            return 0;
          }
          kept = false;
        }
        target = this.#add(list, behind);
      }
    }
    const value = matches || target === 0 ? -(2 * target + (matches ? 2 : 1)) : target;
    if (kept) this.#table[state + column] = value;
    return value;
  }

  /** The state of a list behind a character of a kind, made if it is new. */
  #add(list: readonly number[], before: number): number {
    const key = keyOf(list, before, this.#leftmost);
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const state = this.#lists.length * this.#stride;
    this.#lists.push(Int32Array.from(list));
    this.#kinds.push(before);
    this.#numbers.set(key, state);
    this.#used += this.#stride + list.length;
    if (state + this.#stride > this.#table.length) {
      const larger = new Int32Array(Math.max(2 * this.#table.length, state + this.#stride));
      larger.set(this.#table);
      this.#table = larger;
    }
    return state;
  }

  /** Forgets all states. The first row is of no state, so that 0 is not one. */
  #clear(): void {
    this.#table.fill(0);
    this.#lists = [new Int32Array(0)];
    this.#kinds = [kind.other];
    this.#numbers = new Map();
    this.#starts = [];
    this.#used = this.#stride;
    this.#matched = 0;
    this.#generation++;
  }
}

const scratch: number[] = [];

/** A list and a kind as a string. The order of a list is its priority; where that does not count, lists are alike in any order. */
function keyOf(list: readonly number[], before: number, ordered: boolean): string {
  scratch.length = 0;
  for (const at of ordered ? list : [...list].sort((a, b) => a - b)) scratch.push(at & 0xffff, at >> 16);
  let key = String.fromCharCode(before);
  for (let i = 0; i < scratch.length; i += 4096) key += String.fromCharCode(...scratch.slice(i, i + 4096));
  return key;
}
