import type { DataType } from '../../types/data-type.ts';
import type { Vector } from '../../vectors/vector.ts';
import { IntPairTable } from './int-pair-table.ts';
import { createKeyEncoder, type KeyEncoder } from './key-encoder.ts';

/** The group of a row whose key has no group. */
export const absent = -1;

/**
 * Maps the key columns of a batch to group numbers 0, 1, 2 … in the order of each group's first row. Every column is
 * encoded to small integers, and the columns are combined two at a time.
 */
export class GroupKeys {
  readonly #encoders: readonly KeyEncoder[];
  readonly #tables: readonly IntPairTable[];
  /** Per key column: the id of each group's key. */
  readonly #keys: Int32Array[];
  #numbers: Int32Array[];
  size = 0;

  constructor(types: readonly DataType[]) {
    this.#encoders = types.map(createKeyEncoder);
    this.#tables = types.map(() => new IntPairTable());
    this.#keys = types.map(() => new Int32Array(1024));
    this.#numbers = types.map(() => new Int32Array(0));
    if (types.length === 0) this.size = 1;
  }

  /** Writes the group of every row; new keys get new groups. */
  intern(columns: readonly Vector[], length: number, groups: Uint32Array): void {
    const width = columns.length;
    if (width === 0) {
      groups.fill(0, 0, length);
      return;
    }
    if ((this.#numbers[0]?.length ?? 0) < length) this.#numbers = columns.map(() => new Int32Array(length));
    for (let c = 0; c < width; c++) this.#encoders[c]!.encode(columns[c]!, this.#numbers[c]!);
    const numbers = this.#numbers;
    // Ids of the intermediate combinations are arbitrary; those of the last are the groups.
    let combined = numbers[0]!;
    for (let c = 1; c < width - 1; c++) {
      combined = combinePairs(this.#tables[c]!, combined, numbers[c]!, length);
    }
    const last = this.#tables[0]!;
    const second = width > 1 ? numbers[width - 1]! : undefined;
    let size = this.size;
    for (let row = 0; row < length; row++) {
      const group = last.add(combined[row]!, second ? second[row]! : 0);
      if (group === size) {
        for (let c = 0; c < width; c++) this.#remember(c, group, numbers[c]![row]!);
        size++;
      }
      groups[row] = group;
    }
    this.size = size;
  }

  /** Writes the group of every row, `absent` for rows whose key has no group. */
  lookup(columns: readonly Vector[], length: number, groups: Int32Array): void {
    const width = columns.length;
    groups.fill(0, 0, length);
    if (width === 0) return;
    const numbers = columns.map((column, c) => {
      const out = new Int32Array(length);
      this.#encoders[c]!.lookup(column, out);
      return out;
    });
    // The pairs are found in the order in which they were combined: the last column is in the first table.
    for (let row = 0; row < length; row++) {
      let combined = numbers[0]![row]!;
      for (let c = 1; c < width - 1 && combined >= 0; c++) combined = findPair(this.#tables[c]!, combined, numbers[c]![row]!);
      groups[row] = combined < 0 ? absent : findPair(this.#tables[0]!, combined, width > 1 ? numbers[width - 1]![row]! : 0);
    }
  }

  /** Estimated bytes in use. */
  byteSize(): number {
    const held: readonly { byteSize(): number }[] = [...this.#encoders, ...this.#tables];
    return held.reduce((bytes, part) => bytes + part.byteSize(), 0) + this.#keys.reduce((bytes, keys) => bytes + keys.byteLength, 0);
  }

  #remember(column: number, group: number, number: number): void {
    let keys = this.#keys[column]!;
    if (group >= keys.length) {
      const grown = new Int32Array(keys.length * 2);
      grown.set(keys);
      this.#keys[column] = keys = grown;
    }
    keys[group] = number;
  }

  /** The key columns of the groups from..to, of all groups unless given. */
  keyColumns(from = 0, to = this.size): Vector[] {
    return this.#encoders.map((encoder, c) => encoder.decode(this.#keys[c]!.subarray(from, to)));
  }
}

function findPair(table: IntPairTable, first: number, second: number): number {
  return second < 0 ? absent : table.find(first, second);
}

function combinePairs(table: IntPairTable, first: Int32Array, second: Int32Array, length: number): Int32Array {
  const out = new Int32Array(length);
  for (let row = 0; row < length; row++) out[row] = table.add(first[row]!, second[row]!);
  return out;
}
