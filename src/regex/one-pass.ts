import { type Alphabet, holds } from './alphabet.ts';
import { gaveUp } from './lazy-dfa.ts';
import { contains, op, type Program } from './program.ts';

/** Entries of the table of a one-pass program. */
const maxEntries = 1 << 15;

/** A way through a program up to a character: the slots that it sets, the assertions that must hold, and where it goes on. */
interface Way {
  readonly slots: Int32Array;
  /** Between which characters the assertions hold: bits by four times the kind of the left one plus that of the right one. */
  readonly between: number;
  /** Whether a match before the character is preferred to reading it, as in `a??`. */
  readonly yields: boolean;
  /** The row of the node behind the character. */
  readonly next: number;
}

const everywhere = 0xffff;

/** Between which kinds of characters assertions hold, given as bits by their index. */
function betweenOf(assertions: number): number {
  let between = 0;
  for (let pair = 0; pair < 16; pair++) {
    let all = true;
    for (let rest = assertions; rest !== 0; rest &= rest - 1) all &&= holds(31 - Math.clz32(rest & -rest), pair >> 2, pair & 3);
    if (all) between |= 1 << pair;
  }
  return between;
}

/** How many characters one attempt reads before it gives up: it does not report to a budget. */
const maxAttempt = 1 << 16;

/** A way that is taken at an offset from the start of a match. */
interface Step {
  readonly offset: number;
  readonly way: Way;
}

/**
 * Matches from a known start in one pass, for a program in which one character of look-ahead always tells what to do, such as
 * `(\d+)-(\d+)` (R. Cox, "Regular expression matching in the wild", 2010): no thread is ever copied.
 */
export class OnePass {
  readonly #alphabet: Alphabet;
  /**
   * For each node and class: 0 for no way; above 0 the node that follows, plus one, where nothing else is to be done; below 0 the number of a
   * way. The class of the end stands for the end of the match. Nodes are numbered in steps of a row.
   */
  readonly #table: Int32Array;
  readonly #ways: readonly Way[];
  /** The string that every match starts with, by what is done in it and the node behind it. */
  #steps: readonly Step[] = [];
  #skipped = 0;
  #first = 0;
  /** The slots of a match behind which an attempt went on. */
  readonly #saved: Int32Array;
  #stop = 0;

  private constructor(program: Program, alphabet: Alphabet, table: Int32Array, ways: readonly Way[], prefix: string) {
    this.#alphabet = alphabet;
    this.#table = table;
    this.#ways = ways;
    this.#saved = new Int32Array(program.slotCount);
    this.#skip(prefix);
  }

  get byteSize(): number {
    return 4 * this.#table.length + 100 * this.#ways.length;
  }

  /** The place that the last attempt read up to. */
  get stop(): number {
    return this.#stop;
  }

  /** Prepares a program whose matches start with a string; undefined if it is not one-pass, or large. */
  static of(program: Program, alphabet: Alphabet, prefix: string): OnePass | undefined {
    const stride = alphabet.size + 1;
    const rows = new Map<number, number>([[program.start, 0]]);
    const queue = [program.start];
    const ways: Way[] = [{ slots: new Int32Array(0), between: everywhere, yields: false, next: 0 }];
    const entries: number[] = [];
    for (const node of queue) {
      if (entries.length + stride > maxEntries) return undefined;
      const base = entries.length;
      for (let i = 0; i < stride; i++) entries.push(0);
      const seen = new Set<number>();
      let yields = false;
      // Depth first; a program in which two paths lead to one instruction, or read one character, is not one-pass.
      const stack: { at: number; slots: readonly number[]; assertions: number }[] = [{ at: node, slots: [], assertions: 0 }];
      for (let top = stack.pop(); top; top = stack.pop()) {
        const { at, slots, assertions } = top;
        if (seen.has(at)) return undefined;
        seen.add(at);
        const x = program.x[at]!;
        const y = program.y[at]!;
        switch (program.ops[at]) {
          case op.split:
            stack.push({ at: y, slots, assertions }, { at: x, slots, assertions });
            break;
          case op.capture:
            stack.push({ at: x, slots: [...slots, y], assertions });
            break;
          case op.assertion:
            stack.push({ at: x, slots, assertions: assertions | (1 << y) });
            break;
          case op.match:
            ways.push({ slots: Int32Array.from(slots), between: betweenOf(assertions), yields, next: 0 });
            entries[base + alphabet.size] = 1 - ways.length;
            yields = true;
            break;
          default: {
            let row = rows.get(x);
            if (row === undefined) {
              row = queue.push(x) - 1;
              rows.set(x, row);
            }
            const plain = slots.length === 0 && assertions === 0 && !yields;
            if (!plain) ways.push({ slots: Int32Array.from(slots), between: betweenOf(assertions), yields, next: row * stride });
            const entry = plain ? row * stride + 1 : 1 - ways.length;
            for (let column = 0; column < alphabet.size; column++) {
              if (!contains(program.sets[y]!, alphabet.points[column]!)) continue;
              if (entries[base + column] !== 0) return undefined;
              entries[base + column] = entry;
            }
          }
        }
      }
    }
    return new OnePass(program, alphabet, Int32Array.from(entries), ways, prefix);
  }

  /** Finds out what is done in the string that every match starts with. */
  #skip(prefix: string): void {
    const steps: Step[] = [];
    let node = 0;
    for (let offset = 0; offset < prefix.length; ) {
      const entry = this.#table[node + this.#alphabet.classAt(prefix, offset)]!;
      if (entry === 0) return;
      if (entry < 0) steps.push({ offset, way: this.#ways[-entry]! });
      node = entry > 0 ? entry - 1 : this.#ways[-entry]!.next;
      offset += prefix.codePointAt(offset)! > 0xffff ? 2 : 1;
    }
    this.#steps = steps;
    this.#skipped = prefix.length;
    this.#first = node;
  }

  /**
   * The end of the match that backtracking would find from a start, at which the prefix was found; -1 for none, or `gaveUp` where that takes long.
   * Fills as many slots as are given.
   */
  match(text: string, from: number, slots: Int32Array): number {
    for (let i = 2; i < slots.length; i++) slots[i] = -1;
    slots[0] = from;
    const steps = this.#steps;
    for (let i = 0; i < steps.length; i++) {
      const { offset, way } = steps[i]!;
      if (!this.#take(way, text, from + offset, slots)) {
        this.#stop = from + offset;
        return -1;
      }
    }
    const alphabet = this.#alphabet;
    const { latin, size } = alphabet;
    const table = this.#table;
    const start = from + this.#skipped;
    const limit = Math.min(text.length, start + maxAttempt);
    let node = this.#first;
    let at = start;
    let found = -1;
    let atEnd = table[node + size]!;
    let isFree = this.#isFree(atEnd);
    for (;;) {
      let entry = 0;
      let width = 1;
      if (at < limit) {
        const unit = text.charCodeAt(at);
        if (unit < 256) entry = table[node + latin[unit]!]!;
        else {
          const point = text.codePointAt(at)!;
          entry = table[node + alphabet.classOf(point)]!;
          if (point > 0xffff) width = 2;
        }
        // In a loop the last place at which a match ends counts.
        if (isFree && entry === node + 1) {
          at += width;
          continue;
        }
      } else if (at < text.length) {
        this.#stop = at;
        return gaveUp;
      }
      const way = entry < 0 ? this.#ways[-entry]! : undefined;
      if (atEnd < 0) {
        const last = this.#ways[-atEnd]!;
        if (entry === 0 || way?.yields) {
          if (this.#take(last, text, at, slots)) {
            slots[1] = at;
            this.#stop = at;
            return at;
          }
        } else if (this.#holds(last, text, at)) {
          found = at;
          this.#save(last, at, slots);
        }
      }
      if (entry === 0 || (way && !this.#take(way, text, at, slots))) break;
      node = way ? way.next : entry - 1;
      atEnd = table[node + size]!;
      isFree = this.#isFree(atEnd);
      at += width;
    }
    this.#stop = at;
    if (found < 0) return -1;
    for (let i = 2; i < slots.length; i++) slots[i] = this.#saved[i]!;
    slots[1] = found;
    return found;
  }

  /** Whether a node that reads itself again leaves nothing to be done there: no match ends, or at each place and the last one counts. */
  #isFree(atEnd: number): boolean {
    return atEnd === 0 || this.#ways[-atEnd]!.between === everywhere;
  }

  /** Keeps the slots of a match that ends at a place. */
  #save({ slots: last }: Way, at: number, slots: Int32Array): void {
    const saved = this.#saved;
    for (let i = 2; i < slots.length; i++) saved[i] = slots[i]!;
    for (let i = 0; i < last.length; i++) saved[last[i]!] = at;
  }

  /** Fills the slots of a match from `from` to `end`; false if there is none between them. */
  find(text: string, from: number, end: number, slots: Int32Array): boolean {
    const alphabet = this.#alphabet;
    const { latin } = alphabet;
    const table = this.#table;
    slots.fill(-1);
    slots[0] = from;
    slots[1] = end;
    let node = 0;
    for (let at = from; at < end; ) {
      const unit = text.charCodeAt(at);
      let column: number;
      let width = 1;
      if (unit < 256) column = latin[unit]!;
      else {
        const point = text.codePointAt(at)!;
        column = alphabet.classOf(point);
        if (point > 0xffff) width = 2;
      }
      const entry = table[node + column]!;
      if (entry > 0) node = entry - 1;
      else {
        const way = this.#ways[-entry]!;
        if (entry === 0 || !this.#take(way, text, at, slots)) return false;
        node = way.next;
      }
      at += width;
    }
    const last = table[node + alphabet.size]!;
    return last < 0 && this.#take(this.#ways[-last]!, text, end, slots);
  }

  /** Whether the assertions of a way hold at a place. */
  #holds({ between }: Way, text: string, at: number): boolean {
    if (between === everywhere) return true;
    const { kinds } = this.#alphabet;
    const left = kinds[this.#alphabet.classBefore(text, at)]!;
    const right = kinds[this.#alphabet.classAt(text, at)]!;
    return (between & (1 << (4 * left + right))) !== 0;
  }

  /** Sets the slots of a way at a place; false if its assertions do not hold there. */
  #take(way: Way, text: string, at: number, out: Int32Array): boolean {
    if (!this.#holds(way, text, at)) return false;
    const { slots } = way;
    for (let i = 0; i < slots.length; i++) if (slots[i]! < out.length) out[slots[i]!] = at;
    return true;
  }
}
