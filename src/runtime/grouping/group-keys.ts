import { InternalError } from '../../diagnostics/query-error.ts';
import { withRoom } from '../../functions/aggregate/states.ts';
import type { DataType } from '../../types/data-type.ts';
import { growCells } from '../../vectors/fixed-width.ts';
import type { Vector } from '../../vectors/vector.ts';
import { CountTable } from './count-table.ts';
import { DirectTable } from './direct-table.ts';
import { HashedTable } from './hashed-table.ts';
import { createKeyEncoder, type KeyEncoder, type KeyIds } from './key-encoder.ts';
import type { BeforeGrowth } from './key-table.ts';

/** The group of a row whose key has no group. */
export const absent = -1;

/** Keys of so many bits are places in an array, of 4 bytes each. */
const maxDirectBits = 22;
/** Tables count in 32 bits; they hand over what they counted before that is too little. */
const maxCounted = 2 ** 30;
/** The bits of one packed integer; sign bits stay out of it. */
const wordBits = 31;

/**
 * Maps the key columns of a batch to group numbers 0, 1, 2 … in the order of each group's first row. Every column is encoded to small integers,
 * whose bits are packed side by side: into a place of an array where they are few, else into one or two words that are hashed. Columns that
 * do not fit in two words are combined to one first. When a column outgrows its bits, the groups are packed again.
 */
export class GroupKeys {
  readonly #onlyCounts: boolean;
  readonly #beforeGrowth: BeforeGrowth | undefined;
  readonly #encoders: readonly KeyEncoder[];
  /** Per key column: the id of each group's key. */
  #keys: Int32Array[];
  #packing: Packing;
  #scratch: Scratch;
  /** Per group: its rows, but for those that the table still counts. */
  #rowCounts = new Float64Array(64);
  /** How many rows the table counts. */
  #counted = 0;
  size = 0;

  /** Of key columns by their encoders, or of types. `onlyCounts`: nobody will ask for the groups of rows. */
  constructor(columns: readonly (DataType | KeyEncoder)[], onlyCounts = false, beforeGrowth?: BeforeGrowth) {
    this.#onlyCounts = onlyCounts;
    this.#beforeGrowth = beforeGrowth;
    this.#encoders = columns.map((column) => ('encode' in column ? column : createKeyEncoder(column, beforeGrowth)));
    this.#keys = columns.map(() => new Int32Array(256));
    this.#packing = new Packing(
      columns.map(() => 0),
      onlyCounts,
    );
    this.#scratch = new Scratch(columns.length, 0);
    if (columns.length === 0) this.size = 1;
  }

  /** Counts the rows of every group, where only counts are asked for; new keys get new groups. Answers the first rows of these, until it is called again. */
  count(columns: readonly Vector[], length: number): Int32Array {
    if (!this.#onlyCounts) throw new InternalError('rows are numbered, not only counted');
    return this.#add(columns, length, undefined);
  }

  /** Writes the group of every row; new keys get new groups. */
  intern(columns: readonly Vector[], length: number, groups: Uint32Array): void {
    if (this.#onlyCounts) throw new InternalError('rows are only counted');
    this.#add(columns, length, groups);
  }

  #add(columns: readonly Vector[], length: number, groups: Uint32Array | undefined): Int32Array {
    if (columns.length === 0) {
      groups?.fill(0, 0, length);
      this.#counted += length;
      return this.#scratch.fresh.subarray(0, 0);
    }
    if (this.#scratch.length < length) this.#scratch = new Scratch(columns.length, length);
    const { fresh } = this.#scratch;
    const keys = columns.map((column, c) => this.#encoders[c]!.encode(column, this.#scratch.ids[c]!));
    const sizes = this.#encoders.map((encoder) => encoder.size);
    if (!this.#packing.holds(sizes)) this.#repack(sizes);
    else if (this.#counted > maxCounted) this.#takeCounts();
    const added = this.#packing.add(keys, length, groups, fresh, this.#scratch);
    const before = this.size;
    this.size += added;
    this.#counted += length;
    for (let c = 0; c < columns.length; c++) {
      const known = (this.#keys[c] = withRoom(this.#keys[c]!, this.size));
      const { codes, ids } = keys[c]!;
      for (let i = 0; i < added; i++) {
        const code = codes[fresh[i]!]!;
        known[before + i] = ids && code >= 0 ? ids[code + 1]! : code + 1;
      }
    }
    return fresh.subarray(0, added);
  }

  /** How many rows each of the groups from..to has. */
  rowCounts(from: number, to: number): Float64Array {
    this.#takeCounts();
    return this.#rowCounts.subarray(from, to);
  }

  /** Takes over what the table counted. */
  #takeCounts(): void {
    if (this.#rowCounts.length < this.size) this.#rowCounts = growCells(this.#rowCounts, Math.max(this.size, 2 * this.#rowCounts.length));
    if (this.#counted === 0) return;
    if (this.#keys.length === 0) this.#rowCounts[0]! += this.#counted;
    else this.#packing.takeCounts(this.#rowCounts);
    this.#counted = 0;
  }

  /** Writes the group of every row, `absent` for rows whose key has no group or is NULL in a column. */
  lookup(columns: readonly Vector[], length: number, groups: Int32Array): void {
    if (columns.length === 0) {
      groups.fill(0, 0, length);
      return;
    }
    if (this.#scratch.length < length) this.#scratch = new Scratch(columns.length, length);
    const { ids } = this.#scratch;
    for (let c = 0; c < columns.length; c++) this.#encoders[c]!.lookup(columns[c]!, ids[c]!);
    this.#packing.find(ids, length, groups, this.#scratch);
  }

  /** Estimated bytes in use. */
  byteSize(): number {
    let bytes = this.#packing.byteSize() + this.#scratch.byteSize() + this.#rowCounts.byteLength;
    for (const encoder of this.#encoders) bytes += encoder.byteSize();
    for (const keys of this.#keys) bytes += keys.byteLength;
    return bytes;
  }

  /** The key columns of the groups from..to, of all groups unless given. */
  keyColumns(from = 0, to = this.size): Vector[] {
    return this.#encoders.map((encoder, c) => encoder.decode(this.#keys[c]!.subarray(from, to)));
  }

  #repack(sizes: readonly number[]): void {
    this.#takeCounts();
    // The keys of all groups, once more, and their numbers, beside the table that they are put into.
    if (this.size > 0) this.#beforeGrowth?.(4 * this.size * (this.#keys.length + 4));
    this.#packing = new Packing(sizes.map(bitsFor), this.#onlyCounts, this.#beforeGrowth);
    const scratch = new Scratch(0, this.size);
    const keys = this.#keys.map((ids) => ({ codes: ids.subarray(0, this.size).map((id) => id - 1), ids: undefined }));
    this.#packing.add(keys, this.size, new Uint32Array(this.size), scratch.fresh, scratch);
    this.#packing.takeCounts(new Float64Array(this.size));
  }
}

/** The arrays that a batch needs for a while. */
class Scratch {
  readonly length: number;
  readonly ids: Int32Array[];
  readonly fresh: Int32Array;
  readonly low: Int32Array;
  readonly high: Int32Array;

  constructor(columns: number, length: number) {
    this.length = length;
    this.ids = Array.from({ length: columns }, () => new Int32Array(length));
    this.fresh = new Int32Array(length);
    this.low = new Int32Array(length);
    this.high = new Int32Array(length);
  }

  byteSize(): number {
    return 4 * this.length * (this.ids.length + 3);
  }
}

/** How the ids of key columns become one key, and the table of the keys. */
class Packing {
  readonly #bits: readonly number[];
  readonly #table: CountTable | DirectTable | HashedTable;
  /** Columns before this one are in the low word, the others in the high word. */
  readonly #split: number;
  /** Where the columns do not fit in two words: the tables that combine each column with those before it. */
  readonly #chain: readonly HashedTable[] | undefined;

  constructor(bits: readonly number[], onlyCounts: boolean, beforeGrowth?: BeforeGrowth) {
    this.#bits = bits;
    const total = bits.reduce((sum, b) => sum + b, 0);
    let low = 0;
    let split = 0;
    while (split < bits.length && low + bits[split]! <= wordBits) low += bits[split++]!;
    this.#split = split;
    this.#chain = total - low > wordBits ? bits.slice(1).map(() => new HashedTable(2, beforeGrowth)) : undefined;
    if (this.#chain) this.#table = new HashedTable(1, beforeGrowth);
    else if (total <= maxDirectBits) {
      if (total > 16) beforeGrowth?.(4 * 2 ** total);
      this.#table = onlyCounts ? new CountTable(total) : new DirectTable(total);
    } else this.#table = new HashedTable(split === bits.length ? 1 : 2, beforeGrowth);
  }

  /** Whether ids below these sizes fit. */
  holds(sizes: readonly number[]): boolean {
    return sizes.every((size, c) => size <= 2 ** this.#bits[c]!);
  }

  add(keys: readonly KeyIds[], length: number, groups: Uint32Array | undefined, fresh: Int32Array, { low, high }: Scratch): number {
    if (this.#chain) {
      setIds(low, keys[0]!, length);
      for (const [c, table] of this.#chain.entries()) {
        setIds(high, keys[c + 1]!, length);
        table.addAll(low, high, length, low, fresh);
      }
      return (this.#table as HashedTable).addAll(low, undefined, length, groups, fresh);
    }
    const table = this.#table;
    if (!(table instanceof HashedTable)) {
      const single = keys.length === 1;
      if (!single) this.#pack(keys, 0, keys.length, length, low);
      const packed = single ? keys[0]! : { codes: low, ids: undefined };
      const first = single ? 1 : 0;
      return table instanceof CountTable ? table.addAll(packed, first, length, fresh) : table.addAll(packed, first, length, groups!, fresh);
    }
    this.#pack(keys, 0, this.#split, length, low);
    if (this.#split === keys.length) return table.addAll(low, undefined, length, groups, fresh);
    this.#pack(keys, this.#split, keys.length, length, high);
    return table.addAll(low, high, length, groups, fresh);
  }

  /** Writes the groups of rows; the code of a value that no group has makes its packed word negative. */
  find(codes: readonly Int32Array[], length: number, groups: Int32Array, { low, high }: Scratch): void {
    const table = this.#table;
    if (table instanceof CountTable) throw new InternalError('rows were only counted');
    if (this.#chain) {
      for (let row = 0; row < length; row++) groups[row] = this.#findChained(codes, row);
      return;
    }
    const keys = codes.map((found) => ({ codes: found, ids: undefined }));
    this.#pack(keys, 0, this.#split, length, low);
    if (this.#split < keys.length) this.#pack(keys, this.#split, keys.length, length, high);
    for (let row = 0; row < length; row++) {
      const a = low[row]!;
      const b = this.#split < keys.length ? high[row]! : 0;
      if (a < 0 || b < 0) groups[row] = absent;
      else groups[row] = table instanceof DirectTable ? table.find(a) : table.find(a, b);
    }
  }

  #findChained(codes: readonly Int32Array[], row: number): number {
    let combined = codes[0]![row]! + 1;
    for (const [c, table] of this.#chain!.entries()) {
      const id = codes[c + 1]![row]! + 1;
      if (combined < 0 || id < 0) return absent;
      combined = table.find(combined, id);
    }
    return combined < 0 ? absent : (this.#table as HashedTable).find(combined, 0);
  }

  /** Writes the ids of the columns from..to side by side. */
  #pack(keys: readonly KeyIds[], from: number, to: number, length: number, out: Int32Array): void {
    if (from === to) out.fill(0, 0, length);
    else setIds(out, keys[from]!, length);
    let shift = 0;
    for (let c = from + 1; c < to; c++) {
      shift += this.#bits[c - 1]!;
      addIds(out, keys[c]!, shift, length);
    }
  }

  takeCounts(counts: Float64Array): void {
    this.#table.takeCounts(counts);
  }

  byteSize(): number {
    return (this.#chain ?? []).reduce((bytes, table) => bytes + table.byteSize(), this.#table.byteSize());
  }
}

function setIds(out: Int32Array, { codes, ids }: KeyIds, length: number): void {
  if (ids) for (let row = 0; row < length; row++) out[row] = ids[codes[row]! + 1]!;
  else for (let row = 0; row < length; row++) out[row] = codes[row]! + 1;
}

function addIds(out: Int32Array, { codes, ids }: KeyIds, shift: number, length: number): void {
  if (ids) for (let row = 0; row < length; row++) out[row] = out[row]! | (ids[codes[row]! + 1]! << shift);
  else for (let row = 0; row < length; row++) out[row] = out[row]! | ((codes[row]! + 1) << shift);
}

/** The bits that ids below a size need. */
const bitsFor = (size: number): number => (size <= 1 ? 0 : 32 - Math.clz32(size - 1));
