import type { DataType } from '../../types/data-type.ts';
import { growCells } from '../../vectors/fixed-width.ts';
import type { FixedWidthArray, Vector } from '../../vectors/vector.ts';

/** The array with room for so many groups; doubled when it must grow, new places zero. */
export function withRoom<A extends FixedWidthArray>(states: A, groupCount: number): A {
  if (groupCount <= states.length) return states;
  return growCells(states, Math.max(groupCount, states.length * 2, 64));
}

/** The numbers of the first groups as a vector of its own. */
export function flatState(type: DataType, states: Float64Array | BigInt64Array, groupCount: number): Vector {
  return { encoding: 'flat', type, values: withRoom(states, groupCount).slice(0, groupCount), validity: undefined, length: groupCount };
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
