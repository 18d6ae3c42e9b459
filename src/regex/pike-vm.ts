import { type Alphabet, holds, kind } from './alphabet.ts';
import type { Tick } from './lazy-dfa.ts';
import { contains, op, type Program } from './program.ts';

/** Instructions between two reports to the budget. */
const workPerReport = 4096;

/** Threads of one step, in the order of their priority, each with its own slots. */
class Threads {
  readonly list: Int32Array;
  readonly slots: Int32Array;
  readonly #place: Int32Array;
  size = 0;

  constructor(instructions: number, slotCount: number) {
    this.list = new Int32Array(instructions);
    this.#place = new Int32Array(instructions);
    this.slots = new Int32Array(instructions * slotCount);
  }

  /** Adds an instruction; false if it is there already. */
  add(at: number): boolean {
    if (this.#place[at]! < this.size && this.list[this.#place[at]!] === at) return false;
    this.#place[at] = this.size;
    this.list[this.size++] = at;
    return true;
  }
}

/**
 * Runs a program with all its threads in step, which is linear in the string for every program (R. Pike's method in the editor sam; R. Cox,
 * "Regular expression matching: the virtual machine approach", 2009). It finds the groups, and serves where a table has too many states.
 */
export class PikeVm {
  readonly #program: Program;
  readonly #alphabet: Alphabet;
  #current: Threads;
  #next: Threads;
  #slotCount = 0;
  /** Instructions to follow; a negative one restores the slot -1 - n to the value below it on the stack. */
  readonly #stack: number[] = [];
  #work = 0;

  constructor(program: Program, alphabet: Alphabet) {
    this.#program = program;
    this.#alphabet = alphabet;
    this.#current = new Threads(0, 0);
    this.#next = this.#current;
  }

  get byteSize(): number {
    return 2 * (8 * this.#current.list.length + 4 * this.#current.slots.length);
  }

  /**
   * Finds the leftmost match at or after `from` and fills as many slots as are given with the ends of it and its groups, -1 for those that took
   * no part. With `end` the match starts at `from` and ends there.
   */
  find(text: string, from: number, slots: Int32Array, end: number, tick: Tick): boolean {
    const { ops, x, y, sets, start } = this.#program;
    this.#prepare(slots.length);
    const anchored = end >= 0;
    const stop = anchored ? end : text.length;
    let left = this.#kindOf(this.#alphabet.classBefore(text, from));
    let found = false;
    for (let at = from; ; ) {
      const point = at < text.length ? text.codePointAt(at)! : -1;
      const right = this.#kindOf(point < 0 ? this.#alphabet.size : this.#alphabet.classOf(point));
      if (!found && (!anchored || at === from)) {
        slots.fill(-1);
        slots[0] = at;
        this.#add(this.#current, start, at, slots, left, right);
      }
      const { list, size, slots: kept } = this.#current;
      if (size === 0) break;
      this.#next.size = 0;
      const width = point > 0xffff ? 2 : 1;
      const after = this.#kindOf(this.#program.assertions === 0 ? 0 : this.#alphabet.classAt(text, at + width));
      for (let i = 0; i < size; i++) {
        const instruction = list[i]!;
        const code = ops[instruction]!;
        if (code === op.match) {
          if (anchored && at !== end) continue;
          for (let s = 0; s < slots.length; s++) this.#best[s] = kept[instruction * slots.length + s]!;
          this.#best[1] = at;
          found = true;
          break;
        }
        if (code !== op.char || at >= stop || !contains(sets[y[instruction]!]!, point)) continue;
        for (let s = 0; s < slots.length; s++) slots[s] = kept[instruction * slots.length + s]!;
        this.#add(this.#next, x[instruction]!, at + width, slots, right, after);
      }
      this.#work += size;
      if (this.#work >= workPerReport) {
        tick(this.#work >> 2);
        this.#work = 0;
      }
      [this.#current, this.#next] = [this.#next, this.#current];
      if (at >= stop) break;
      left = right;
      at += width;
    }
    if (found) slots.set(this.#best.subarray(0, slots.length));
    return found;
  }

  #best = new Int32Array(2);

  #prepare(slotCount: number): void {
    if (this.#current.list.length === 0 || slotCount !== this.#slotCount) {
      const { length } = this.#program.ops;
      this.#slotCount = slotCount;
      this.#current = new Threads(length, slotCount);
      this.#next = new Threads(length, slotCount);
      this.#best = new Int32Array(slotCount);
    }
    this.#current.size = 0;
    this.#next.size = 0;
  }

  #kindOf(column: number): number {
    return this.#program.assertions === 0 ? kind.other : this.#alphabet.kinds[column]!;
  }

  /** Adds a thread and all that it leads to without reading; `slots` are changed on the way and restored. */
  #add(threads: Threads, first: number, position: number, slots: Int32Array, left: number, right: number): void {
    const { ops, x, y } = this.#program;
    const stack = this.#stack;
    stack.push(first);
    while (stack.length > 0) {
      const at = stack.pop()!;
      if (at < 0) {
        slots[-1 - at] = stack.pop()!;
        continue;
      }
      if (!threads.add(at)) continue;
      this.#work++;
      switch (ops[at]) {
        case op.split:
          stack.push(y[at]!, x[at]!);
          break;
        case op.capture: {
          const slot = y[at]!;
          if (slot < slots.length) {
            stack.push(slots[slot]!, -1 - slot);
            slots[slot] = position;
          }
          stack.push(x[at]!);
          break;
        }
        case op.assertion:
          if (holds(y[at]!, left, right)) stack.push(x[at]!);
          break;
        default: {
          const base = at * slots.length;
          for (let s = 0; s < slots.length; s++) threads.slots[base + s] = slots[s]!;
          this.#work += slots.length >> 3;
        }
      }
    }
  }
}
