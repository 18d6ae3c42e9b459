import { type DataType, INTEGER } from '../../types/data-type.ts';
import type { Vector } from '../../vectors/vector.ts';
import { GroupKeys } from './group-keys.ts';
import type { KeyEncoder } from './key-encoder.ts';
import type { BeforeGrowth } from './key-table.ts';

/** Finds the rows whose values their group has not had before, for `sum(distinct x)`. NULL is a value like others. */
export class DistinctRows {
  readonly #index: GroupKeys;

  constructor(types: readonly DataType[], beforeGrowth?: BeforeGrowth) {
    this.#index = new GroupKeys([new NumberedEncoder(), ...types], true, beforeGrowth);
  }

  /** The rows to keep of a batch whose row i belongs to groups[i], until it is asked again. */
  choose(groups: Uint32Array, values: readonly Vector[]): Int32Array {
    const { length } = groups;
    const numbers = new Int32Array(groups.buffer, groups.byteOffset, length);
    return this.#index.count([{ encoding: 'flat', type: INTEGER, values: numbers, validity: undefined, length }, ...values], length);
  }

  /** The groups and the values that were chosen, in their order. */
  chosen(): readonly Vector[] {
    return this.#index.keyColumns();
  }

  byteSize(): number {
    return this.#index.byteSize();
  }
}

/** Numbers that begin with 0 are ids as they are. */
class NumberedEncoder implements KeyEncoder {
  size = 1;

  encode(vector: Vector): { readonly codes: Int32Array; readonly ids: undefined } {
    const codes = numbersOf(vector);
    let max = this.size - 2;
    for (let row = 0; row < codes.length; row++) if (codes[row]! > max) max = codes[row]!;
    this.size = max + 2;
    return { codes, ids: undefined };
  }

  lookup(vector: Vector, out: Int32Array): void {
    out.set(numbersOf(vector));
  }

  decode(ids: Int32Array): Vector {
    const values = ids.map((id) => id - 1);
    return { encoding: 'flat', type: INTEGER, values, validity: undefined, length: ids.length };
  }

  byteSize(): number {
    return 0;
  }
}

const numbersOf = (vector: Vector): Int32Array => (vector as { readonly values: Int32Array }).values; // what `choose` makes
