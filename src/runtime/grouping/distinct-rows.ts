import { type DataType, INTEGER } from '../../types/data-type.ts';
import type { Vector } from '../../vectors/vector.ts';
import { GroupKeys } from './group-keys.ts';

/** Finds the rows whose values their group has not had before, for `sum(distinct x)`. NULL is a value like others. */
export class DistinctRows {
  readonly #index: GroupKeys;
  #numbers = new Uint32Array(0);

  constructor(types: readonly DataType[]) {
    this.#index = new GroupKeys([INTEGER, ...types]);
  }

  /** The rows to keep of a batch whose row i belongs to groups[i]. */
  choose(groups: Uint32Array, values: readonly Vector[]): Int32Array {
    const { length } = groups;
    if (this.#numbers.length < length) this.#numbers = new Uint32Array(length);
    let seen = this.#index.size;
    this.#index.intern(
      [{ encoding: 'flat', type: INTEGER, values: Int32Array.from(groups), validity: undefined, length }, ...values],
      length,
      this.#numbers,
    );
    const chosen = new Int32Array(this.#index.size - seen);
    // New combinations are numbered in the order of their first rows.
    for (let row = 0, count = 0; count < chosen.length; row++) {
      if (this.#numbers[row] !== seen) continue;
      chosen[count++] = row;
      seen++;
    }
    return chosen;
  }

  byteSize(): number {
    return this.#index.byteSize();
  }
}
