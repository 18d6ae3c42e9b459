import type { DataType } from '../../types/data-type.ts';
import { allValid, type Bitmap, clearBit } from '../../vectors/bitmap.ts';
import { growCells } from '../../vectors/fixed-width.ts';
import type { FixedWidthArray, Vector } from '../../vectors/vector.ts';

/** The array with room for so many groups; doubled when it must grow, new places zero. */
export function withRoom<A extends FixedWidthArray>(states: A, groupCount: number): A {
  if (groupCount <= states.length) return states;
  return growCells(states, Math.max(groupCount, states.length * 2, 64));
}

/** One member of the states of the first groups, which lie side by side, as a vector of its own. */
export function stridedState(type: DataType, states: Float64Array, member: number, width: number, groupCount: number): Vector {
  const values = new Float64Array(groupCount);
  for (let group = 0; group < groupCount; group++) values[group] = states[group * width + member] ?? 0;
  return { encoding: 'flat', type, values, validity: undefined, length: groupCount };
}

/** The validity of the groups from `from` to before `to`, of which those with a mark took in a value. */
export function seenValidity(seen: Uint8Array, from: number, to: number): Bitmap | undefined {
  let bits: Bitmap | undefined;
  for (let group = from; group < to; group++) {
    if (seen[group] === 1) continue;
    bits ??= allValid(to - from);
    clearBit(bits, group - from);
  }
  return bits;
}

/** A state object for every group, made when it is first asked for. */
export class StateList<S> {
  readonly #make: () => S;
  readonly #states: (S | undefined)[] = [];
  /** How many states were made. */
  size = 0;

  constructor(make: () => S) {
    this.#make = make;
  }

  at(group: number): S {
    let state = this.#states[group];
    if (state === undefined) {
      this.#states[group] = state = this.#make();
      this.size++;
    }
    return state;
  }

  /** The state of a group that was updated, or undefined. */
  peek(group: number): S | undefined {
    return this.#states[group];
  }
}
