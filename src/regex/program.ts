import { type CharSet, rangeAfter } from './char-set.ts';
import { type Assertion, assertions, type ParsedRegex, RegexError, type RegexNode } from './syntax.ts';

/** The operations of a program. */
export const op = { match: 0, char: 1, split: 2, capture: 3, assertion: 4 } as const;

/**
 * A nondeterministic automaton as a list of instructions (K. Thompson, "Regular expression search algorithm", 1968; R. Cox, "Regular
 * expression matching: the virtual machine approach", 2009). `x` is the next instruction; `y` is the set of a `char`, the second choice of a
 * `split`, the slot of a `capture`, the index of an `assertion`.
 */
export interface Program {
  readonly ops: Uint8Array;
  readonly x: Int32Array;
  readonly y: Int32Array;
  readonly sets: readonly CharSet[];
  readonly start: number;
  /** The assertions that occur, as bits by their index. */
  readonly assertions: number;
  /** Two for the whole match and two for each group. */
  readonly slotCount: number;
}

/** How many instructions a pattern may compile to, beyond two for each of its characters. */
const spareInstructions = 10_000;

/** How many slots all threads of a program may have together. */
const maxSlots = 1 << 22;

function tooLarge(reason: string): never {
  throw new RegexError(`expression too large: ${reason}`);
}

/** Builds a program from its end: every instruction knows what follows it, and only loops are patched. */
class Compiler {
  readonly ops: number[] = [];
  readonly x: number[] = [];
  readonly y: number[] = [];
  readonly sets: CharSet[] = [];
  assertions = 0;
  readonly #setNumbers = new Map<CharSet, number>();
  readonly #setKeys = new Map<string, number>();
  readonly #nullable = new Map<RegexNode, boolean>();
  readonly #reversed: boolean;
  readonly #limit: number;

  constructor(reversed: boolean, limit: number) {
    this.#reversed = reversed;
    this.#limit = limit;
  }

  emit(code: number, x: number, y: number): number {
    if (this.ops.length >= this.#limit)
      tooLarge(`it compiles to more than ${this.#limit} instructions; lower the counts of its repetitions`);
    this.ops.push(code);
    this.x.push(x);
    this.y.push(y);
    return this.ops.length - 1;
  }

  compile(node: RegexNode, next: number): number {
    switch (node.kind) {
      case 'empty':
        return next;
      case 'set':
        return this.emit(op.char, next, this.#setNumber(node.set));
      case 'assertion':
        return this.#assertion(node.assertion, next);
      case 'concat': {
        // From the end to the start, or for a reversed program the other way round.
        const { length } = node.parts;
        let at = next;
        for (let i = 0; i < length; i++) at = this.compile(node.parts[this.#reversed ? i : length - 1 - i]!, at);
        return at;
      }
      case 'alternate': {
        let at = this.compile(node.parts.at(-1)!, next);
        for (let i = node.parts.length - 2; i >= 0; i--) at = this.emit(op.split, this.compile(node.parts[i]!, next), at);
        return at;
      }
      case 'group': {
        if (this.#reversed) return this.compile(node.node, next);
        return this.emit(op.capture, this.compile(node.node, this.emit(op.capture, next, 2 * node.index + 1)), 2 * node.index);
      }
      case 'repeat':
        return this.#repeat(node, next);
    }
  }

  #assertion(assertion: Assertion, next: number): number {
    const index = assertions.indexOf(assertion);
    this.assertions |= 1 << index;
    return this.emit(op.assertion, next, index);
  }

  #split(greedy: boolean, body: number, next: number): number {
    return greedy ? this.emit(op.split, body, next) : this.emit(op.split, next, body);
  }

  #repeat({ node, min, max, greedy }: Extract<RegexNode, { kind: 'repeat' }>, next: number): number {
    if (max === 0) return next;
    let at = next;
    let copies = min;
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.emit(op.split, 0, 0);
      const body = this.compile(node, loop);
      this.x[loop] = greedy ? body : next;
      this.y[loop] = greedy ? next : body;
      if (min > 0) {
        at = body;
        copies = min - 1;
        // What can match nothing is tried once before it is skipped, so that its groups are set: x* is (x+)?.
      } else at = this.#isNullable(node) ? this.#split(greedy, body, next) : loop;
    } else for (let i = min; i < max; i++) at = this.#split(greedy, this.compile(node, at), next);
    for (let i = 0; i < copies; i++) at = this.compile(node, at);
    return at;
  }

  #isNullable(node: RegexNode): boolean {
    const known = this.#nullable.get(node);
    if (known !== undefined) return known;
    const found = this.#matchesEmpty(node);
    this.#nullable.set(node, found);
    return found;
  }

  #matchesEmpty(node: RegexNode): boolean {
    switch (node.kind) {
      case 'set':
        return false;
      case 'concat':
        return node.parts.every((part) => this.#isNullable(part));
      case 'alternate':
        return node.parts.some((part) => this.#isNullable(part));
      case 'group':
        return this.#isNullable(node.node);
      case 'repeat':
        return node.min === 0 || this.#isNullable(node.node);
      default:
        return true;
    }
  }

  #setNumber(set: CharSet): number {
    let number = this.#setNumbers.get(set);
    if (number !== undefined) return number;
    const key = set.join();
    number = this.#setKeys.get(key);
    if (number === undefined) {
      number = this.sets.push(set) - 1;
      this.#setKeys.set(key, number);
    }
    this.#setNumbers.set(set, number);
    return number;
  }
}

/**
 * Compiles a pattern of so many characters. A `reversed` program reads the same strings from their end, without groups.
 * @throws RegexError where it is too large.
 */
export function compileProgram({ node, groupCount }: ParsedRegex, length: number, reversed = false): Program {
  const compiler = new Compiler(reversed, 2 * length + spareInstructions);
  const start = compiler.compile(node, compiler.emit(op.match, 0, 0));
  const slotCount = reversed ? 2 : 2 * (groupCount + 1);
  if (slotCount * compiler.ops.length > maxSlots) tooLarge(`it has ${groupCount} groups in ${compiler.ops.length} instructions`);
  return {
    ops: Uint8Array.from(compiler.ops),
    x: Int32Array.from(compiler.x),
    y: Int32Array.from(compiler.y),
    sets: compiler.sets,
    start,
    assertions: compiler.assertions,
    slotCount,
  };
}

/** Whether a set has a code point. */
export function contains(set: CharSet, point: number): boolean {
  if (set.length === 2) return point >= set[0]! && point <= set[1]!;
  const range = rangeAfter(set, point);
  return range < set.length && point >= set[range]!;
}
