import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { cellBytes, valueKey } from '../../types/values.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { buildVector } from '../../vectors/builder.ts';
import { DictionaryBuilder } from '../../vectors/dictionary.ts';
import { allocate, growCells, setCell } from '../../vectors/fixed-width.ts';
import { cellReader, type Dictionary, type FixedWidthArray, type Vector } from '../../vectors/vector.ts';
import { IntPairTable } from './int-pair-table.ts';

/**
 * Assigns ids to the distinct values of one key column; 0 is NULL. Ids are small integers, so that several key columns
 * combine by arithmetic and the key of a group is read back from its ids.
 */
export interface KeyEncoder {
  /** Writes the id of every row; new values get new ids. */
  encode(vector: Vector, out: Int32Array): void;
  /** Writes the id of every row, -1 for values without one. */
  lookup(vector: Vector, out: Int32Array): void;
  /** Estimated bytes in use. */
  byteSize(): number;
  /** The values of ids, as a column. */
  decode(numbers: Int32Array): Vector;
}

/** An encoder for key columns of the type. */
export function createKeyEncoder(type: DataType): KeyEncoder {
  if (type.kind === 'varchar') return new StringEncoder(type);
  const storage = storageOf(type);
  if (storage === 'int64' || storage === 'float64' || storage === 'int32') return new NumberEncoder(type);
  return new ValueEncoder(type);
}

/** Strings: the codes of the first dictionary are ids; other dictionaries and plain strings are translated to it. */
class StringEncoder implements KeyEncoder {
  readonly #type: DataType;
  readonly #own = new DictionaryBuilder();
  readonly #translations = new Map<Dictionary, Int32Array>();

  constructor(type: DataType) {
    this.#type = type;
  }

  encode(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, (value) => this.#own.add(value) + 1);
  }

  lookup(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, (value) => {
      const code = this.#own.find(value);
      return code === undefined ? -1 : code + 1;
    });
  }

  #number(vector: Vector, out: Int32Array, numberOf: (value: unknown) => number): void {
    if (vector.encoding === 'dictionary') {
      const { codes, dictionary } = vector;
      const numbers = this.#translation(dictionary);
      const { values } = dictionary;
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row]!;
        if (code < 0) out[row] = 0;
        else {
          let number = numbers[code]!;
          // Zero was not looked up yet; a value without an id is looked up again, since it may have one by now.
          if (number <= 0) numbers[code] = number = numberOf(values[code]);
          out[row] = number;
        }
      }
      return;
    }
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) {
      const value = read(row);
      out[row] = value === null ? 0 : numberOf(value);
    }
  }

  byteSize(): number {
    let bytes = this.#own.byteSize();
    for (const numbers of this.#translations.values()) bytes += numbers.byteLength;
    return bytes;
  }

  #translation(dictionary: Dictionary): Int32Array {
    let numbers = this.#translations.get(dictionary);
    if (!numbers || numbers.length < dictionary.values.length) {
      const grown = new Int32Array(Math.max(dictionary.values.length, (numbers?.length ?? 0) * 2));
      if (numbers) grown.set(numbers);
      numbers = grown;
      this.#translations.set(dictionary, numbers);
    }
    return numbers;
  }

  decode(numbers: Int32Array): Vector {
    const codes = numbers.map((number) => number - 1);
    return { encoding: 'dictionary', type: this.#type, codes, dictionary: this.#own, length: codes.length };
  }
}

/** Numbers and times, compared by their bits; runs of one value, as in nearly sorted times, skip the lookup. */
class NumberEncoder implements KeyEncoder {
  readonly #type: DataType;
  readonly #table = new IntPairTable();
  #values: FixedWidthArray;

  constructor(type: DataType) {
    this.#type = type;
    this.#values = allocate(type, 1024);
  }

  encode(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, true);
  }

  lookup(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, false);
  }

  byteSize(): number {
    return this.#table.byteSize() + this.#values.byteLength;
  }

  #number(vector: Vector, out: Int32Array, insert: boolean): void {
    if (vector.encoding !== 'flat') {
      const read = cellReader(vector);
      const cells = buildVector(
        this.#type,
        Array.from({ length: vector.length }, (_, row) => read(row)),
      );
      this.#number(cells, out, insert);
      return;
    }
    const { validity } = vector;
    const values = vector.values as Float64Array;
    if (values.length === 0) return;
    const double = values instanceof Float64Array;
    // Zero has two signs and NaN many bit patterns; each is one key.
    const canonical = double ? Float64Array.from(values, (v) => (v === 0 ? 0 : Number.isNaN(v) ? Number.NaN : v)) : values;
    const words = new Int32Array(canonical.buffer, canonical.byteOffset, canonical.byteLength / 4);
    const wide = words.length > canonical.length;
    const table = this.#table;
    let lastFirst = 0;
    let lastSecond = 0;
    let lastNumber = -1;
    for (let row = 0; row < canonical.length; row++) {
      if (validity && !hasBit(validity, row)) {
        out[row] = 0;
        continue;
      }
      const first = wide ? words[row * 2]! : words[row]!;
      const second = wide ? words[row * 2 + 1]! : 0;
      if (lastNumber >= 0 && first === lastFirst && second === lastSecond) {
        out[row] = lastNumber;
        continue;
      }
      if (!insert) {
        const id = table.find(first, second);
        out[row] = id < 0 ? -1 : id + 1;
        continue;
      }
      const before = table.size;
      const id = table.add(first, second);
      if (id === before) this.#remember(id, canonical[row]!);
      lastFirst = first;
      lastSecond = second;
      lastNumber = id + 1;
      out[row] = lastNumber;
    }
  }

  #remember(id: number, value: number | bigint): void {
    if (id >= this.#values.length) {
      this.#values = growCells(this.#values, this.#values.length * 2);
    }
    setCell(this.#values, id, value);
  }

  decode(numbers: Int32Array): Vector {
    const values = this.#values;
    return buildVector(
      this.#type,
      Array.from(numbers, (number) => (number === 0 ? null : values[number - 1])),
    );
  }
}

/** Values of any other type, by a key string or primitive. */
class ValueEncoder implements KeyEncoder {
  readonly #type: DataType;
  readonly #keyOf: (value: unknown) => unknown;
  readonly #numbers = new Map<unknown, number>();
  readonly #values: unknown[] = [null];
  #bytes = 0;

  constructor(type: DataType) {
    this.#type = type;
    this.#keyOf = valueKey(type);
  }

  encode(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, true);
  }

  lookup(vector: Vector, out: Int32Array): void {
    this.#number(vector, out, false);
  }

  byteSize(): number {
    return this.#bytes;
  }

  #number(vector: Vector, out: Int32Array, insert: boolean): void {
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) {
      const value = read(row);
      if (value === null) {
        out[row] = 0;
        continue;
      }
      const key = this.#keyOf(value);
      let number = this.#numbers.get(key);
      if (number === undefined && insert) {
        number = this.#values.push(value) - 1;
        this.#numbers.set(key, number);
        this.#bytes += 48 + cellBytes(key) + cellBytes(value);
      }
      out[row] = number ?? -1;
    }
  }

  decode(numbers: Int32Array): Vector {
    return buildVector(
      this.#type,
      Array.from(numbers, (number) => this.#values[number]),
    );
  }
}
