import type { DataType } from '../../types/data-type.ts';
import { cellBytes, valueKey } from '../../types/values.ts';
import { buildVector } from '../../vectors/builder.ts';
import { DictionaryBuilder } from '../../vectors/dictionary.ts';
import { allocate, growCells, setCell } from '../../vectors/fixed-width.ts';
import { flattened } from '../../vectors/flatten.ts';
import { cellReader, type FixedWidthArray, type Vector } from '../../vectors/vector.ts';
import { wordsOf } from '../../vectors/words.ts';
import { HashedTable } from './hashed-table.ts';
import type { BeforeGrowth } from './key-table.ts';

/** Numbers the distinct values of one column from 0 in the order of their first appearance. */
export interface Interner {
  readonly size: number;
  /** The number of a value that is not NULL, new if it has none. */
  add(value: unknown): number;
  /** The number of a value that is not NULL; -1 if it has none. */
  find(value: unknown): number;
  /** Writes the number of every row's value, -1 for NULL. */
  encode(vector: Vector, out: Int32Array): void;
  /** Writes the number of every row's value, {@link noId} for NULL and for values without one. */
  lookup(vector: Vector, out: Int32Array): void;
  /** The values of numbers plus one, as a column. */
  decode(ids: Int32Array): Vector;
  byteSize(): number;
}

/** Stands for values that have no number. */
export const noId = -2;

/** Writes what becomes of every cell. */
function eachCell(vector: Vector, out: Int32Array, ofNull: number, numberOf: (value: unknown) => number): void {
  const read = cellReader(vector);
  for (let row = 0; row < vector.length; row++) {
    const value = read(row);
    out[row] = value === null ? ofNull : numberOf(value);
  }
}

export class StringInterner implements Interner {
  readonly #type: DataType;
  readonly #own = new DictionaryBuilder();

  constructor(type: DataType) {
    this.#type = type;
  }

  get size(): number {
    return this.#own.values.length;
  }

  add(value: unknown): number {
    return this.#own.add(value);
  }

  find(value: unknown): number {
    return this.#own.find(value) ?? -1;
  }

  encode(vector: Vector, out: Int32Array): void {
    eachCell(vector, out, -1, (value) => this.#own.add(value));
  }

  lookup(vector: Vector, out: Int32Array): void {
    eachCell(vector, out, noId, (value) => {
      const number = this.find(value);
      return number < 0 ? noId : number;
    });
  }

  byteSize(): number {
    return this.#own.byteSize();
  }

  decode(ids: Int32Array): Vector {
    const codes = ids.map((id) => id - 1);
    return { encoding: 'dictionary', type: this.#type, codes, dictionary: this.#own, length: codes.length };
  }
}

/** Numbers and times, compared by their bits; runs of one value, as in nearly sorted times, skip the lookup. */
export class NumberInterner implements Interner {
  readonly #type: DataType;
  readonly #table: HashedTable;
  readonly #wide: boolean;
  /** One cell, for its words. */
  readonly #cell: FixedWidthArray;
  readonly #words: Int32Array;
  #values: FixedWidthArray;
  #scratch = { first: new Int32Array(0), second: new Int32Array(0), fresh: new Int32Array(0) };

  constructor(type: DataType, beforeGrowth?: BeforeGrowth) {
    this.#type = type;
    this.#cell = allocate(type, 1);
    this.#words = wordsOf(this.#cell);
    this.#wide = this.#words.length === 2;
    this.#table = new HashedTable(this.#wide ? 2 : 1, beforeGrowth);
    this.#values = allocate(type, 1024);
  }

  get size(): number {
    return this.#table.size;
  }

  add(value: unknown): number {
    setCell(this.#cell, 0, canonical(value));
    const before = this.#table.size;
    const number = this.#table.add(this.#words[0]!, this.#wide ? this.#words[1]! : 0);
    if (number === before) this.#remember(number, this.#cell[0]!);
    return number;
  }

  find(value: unknown): number {
    setCell(this.#cell, 0, canonical(value));
    return this.#table.find(this.#words[0]!, this.#wide ? this.#words[1]! : 0);
  }

  encode(vector: Vector, out: Int32Array): void {
    const { values, validity } = flattened(vector);
    if (validity) {
      eachCell(vector, out, -1, (value) => this.add(value));
      return;
    }
    const { length } = values;
    const cells = canonicalCells(values as FixedWidthArray);
    const words = wordsOf(cells);
    if (this.#scratch.fresh.length < length) this.#scratch = scratchOf(length, this.#wide);
    const { first, second, fresh } = this.#scratch;
    if (this.#wide) {
      for (let row = 0; row < length; row++) {
        first[row] = words[2 * row]!;
        second[row] = words[2 * row + 1]!;
      }
    }
    const before = this.#table.size;
    const added = this.#table.addAll(this.#wide ? first : words, this.#wide ? second : undefined, length, out, fresh);
    for (let i = 0; i < added; i++) this.#remember(before + i, cells[fresh[i]!]!);
  }

  lookup(vector: Vector, out: Int32Array): void {
    eachCell(vector, out, noId, (value) => {
      const number = this.find(value);
      return number < 0 ? noId : number;
    });
  }

  byteSize(): number {
    return this.#table.byteSize() + this.#values.byteLength + 12 * this.#scratch.fresh.length;
  }

  #remember(number: number, value: number | bigint): void {
    if (number >= this.#values.length) this.#values = growCells(this.#values, this.#values.length * 2);
    setCell(this.#values, number, value);
  }

  decode(ids: Int32Array): Vector {
    const values = this.#values;
    const cells = allocate(this.#type, ids.length);
    if (!ids.includes(0)) {
      for (let i = 0; i < ids.length; i++) setCell(cells, i, values[ids[i]! - 1]);
      return { encoding: 'flat', type: this.#type, values: cells, validity: undefined, length: ids.length };
    }
    return buildVector(
      this.#type,
      Array.from(ids, (id) => (id === 0 ? null : values[id - 1])),
    );
  }
}

/** Zero has two signs and NaN many bit patterns; each is one key. */
const canonical = (value: unknown): unknown => (value === 0 ? 0 : Number.isNaN(value) ? Number.NaN : value);

function canonicalCells(values: FixedWidthArray): FixedWidthArray {
  if (!(values instanceof Float64Array)) return values;
  const cells = new Float64Array(values.length);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    cells[row] = value === value ? value + 0 : Number.NaN;
  }
  return cells;
}

const scratchOf = (length: number, wide: boolean) => ({
  first: new Int32Array(wide ? length : 0),
  second: new Int32Array(wide ? length : 0),
  fresh: new Int32Array(length),
});

/** Values of any other type, by a key string or primitive. */
export class ValueInterner implements Interner {
  readonly #type: DataType;
  readonly #keyOf: (value: unknown) => unknown;
  readonly #numbers = new Map<unknown, number>();
  readonly #values: unknown[] = [];
  #bytes = 0;

  constructor(type: DataType) {
    this.#type = type;
    this.#keyOf = valueKey(type);
  }

  get size(): number {
    return this.#values.length;
  }

  add(value: unknown): number {
    const key = this.#keyOf(value);
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#values.push(value) - 1;
      this.#numbers.set(key, number);
      this.#bytes += 48 + cellBytes(key) + cellBytes(value);
    }
    return number;
  }

  find(value: unknown): number {
    return this.#numbers.get(this.#keyOf(value)) ?? -1;
  }

  encode(vector: Vector, out: Int32Array): void {
    eachCell(vector, out, -1, (value) => this.add(value));
  }

  lookup(vector: Vector, out: Int32Array): void {
    eachCell(vector, out, noId, (value) => {
      const number = this.find(value);
      return number < 0 ? noId : number;
    });
  }

  byteSize(): number {
    return this.#bytes;
  }

  decode(ids: Int32Array): Vector {
    return buildVector(
      this.#type,
      Array.from(ids, (id) => (id === 0 ? null : this.#values[id - 1])),
    );
  }
}
