import { type Alphabet, holds } from './alphabet.ts';
import { contains, op, type Program } from './program.ts';

/** Entries of the table of a one-pass program. */
const maxEntries = 1 << 15;

/** A way through a program up to a character: the slots that it sets, the assertions that must hold, and where it goes on. */
interface Way {
  readonly slots: Int32Array;
  /** Bits by the index of an assertion. */
  readonly assertions: number;
  /** The row of the node behind the character. */
  readonly next: number;
}

/**
 * Finds the groups of a match whose ends are known, for a program in which one character of look-ahead always tells what to do, such as
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
  readonly #asserts: boolean;

  private constructor(alphabet: Alphabet, table: Int32Array, ways: readonly Way[], asserts: boolean) {
    this.#alphabet = alphabet;
    this.#table = table;
    this.#ways = ways;
    this.#asserts = asserts;
  }

  get byteSize(): number {
    return 4 * this.#table.length + 100 * this.#ways.length;
  }

  /** Prepares a program; undefined if it is not one-pass, or large. */
  static of(program: Program, alphabet: Alphabet): OnePass | undefined {
    const stride = alphabet.size + 1;
    const rows = new Map<number, number>([[program.start, 0]]);
    const queue = [program.start];
    const ways: Way[] = [{ slots: new Int32Array(0), assertions: 0, next: 0 }];
    const entries: number[] = [];
    for (const node of queue) {
      if (entries.length + stride > maxEntries) return undefined;
      const base = entries.length;
      for (let i = 0; i < stride; i++) entries.push(0);
      const seen = new Set<number>();
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
            ways.push({ slots: Int32Array.from(slots), assertions, next: 0 });
            entries[base + alphabet.size] = 1 - ways.length;
            break;
          default: {
            let row = rows.get(x);
            if (row === undefined) {
              row = queue.push(x) - 1;
              rows.set(x, row);
            }
            const plain = slots.length === 0 && assertions === 0;
            if (!plain) ways.push({ slots: Int32Array.from(slots), assertions, next: row * stride });
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
    return new OnePass(alphabet, Int32Array.from(entries), ways, program.assertions !== 0);
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

  /** Sets the slots of a way at a place; false if its assertions do not hold there. */
  #take({ slots, assertions }: Way, text: string, at: number, out: Int32Array): boolean {
    if (this.#asserts && assertions !== 0) {
      const { kinds } = this.#alphabet;
      const left = kinds[this.#alphabet.classBefore(text, at)]!;
      const right = kinds[this.#alphabet.classAt(text, at)]!;
      for (let rest = assertions; rest !== 0; rest &= rest - 1) if (!holds(31 - Math.clz32(rest & -rest), left, right)) return false;
    }
    for (let i = 0; i < slots.length; i++) if (slots[i]! < out.length) out[slots[i]!] = at;
    return true;
  }
}
