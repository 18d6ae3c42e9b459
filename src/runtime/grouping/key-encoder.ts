import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { coded } from '../../vectors/column-facts.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../vectors/vector.ts';
import { type Interner, NumberInterner, StringInterner, ValueInterner } from './interner.ts';

/**
 * Assigns ids to the distinct values of one key column; 0 is NULL. Ids are small integers, so that several key columns are packed side by side and
 * the key of a group is read back from its ids.
 */
export interface KeyEncoder {
  /** One more than the largest id. */
  readonly size: number;
  /** Writes the id of every row; new values get new ids. */
  encode(vector: Vector, out: Int32Array): void;
  /** Writes the id of every row, -1 for NULL and for values without one. */
  lookup(vector: Vector, out: Int32Array): void;
  /** Estimated bytes in use. */
  byteSize(): number;
  /** The values of ids, as a column. */
  decode(ids: Int32Array): Vector;
}

/** An encoder for key columns of the type. */
export function createKeyEncoder(type: DataType): KeyEncoder {
  const storage = storageOf(type);
  if (type.kind === 'varchar') return new DictionaryKeyEncoder(type, new StringInterner(type), true);
  if (storage === 'int64' || storage === 'int32') return new DictionaryKeyEncoder(type, new NumberInterner(type), true);
  if (storage === 'float64') return new DictionaryKeyEncoder(type, new NumberInterner(type), false);
  return new DictionaryKeyEncoder(type, new ValueInterner(type), false);
}

const unknownEntry = 0;

/**
 * Ids are numbers of interned values plus one. As long as all batches have codes into one dictionary of distinct values, its codes serve as
 * those numbers and nothing is interned; the entries of other dictionaries are translated once each.
 */
class DictionaryKeyEncoder implements KeyEncoder {
  readonly #type: DataType;
  readonly #interner: Interner;
  /** Whether two entries of a dictionary without repeats are never the same key. */
  readonly #adopts: boolean;
  #adopted: Dictionary | undefined;
  /** Per dictionary: the id of each entry, or that it was not asked yet. */
  readonly #translations = new Map<Dictionary, Int32Array>();

  constructor(type: DataType, interner: Interner, adopts: boolean) {
    this.#type = type;
    this.#interner = interner;
    this.#adopts = adopts;
  }

  get size(): number {
    return 1 + (this.#adopted ? this.#adopted.values.length : this.#interner.size);
  }

  encode(input: Vector, out: Int32Array): void {
    const vector = coded(input);
    if (vector.encoding !== 'dictionary') {
      this.#release();
      this.#interner.encode(vector, out);
      return;
    }
    const { codes, dictionary } = vector;
    if (this.#adopts && !dictionary.repeats && this.#interner.size === 0) this.#adopted ??= dictionary;
    if (this.#adopted === dictionary) {
      for (let row = 0; row < codes.length; row++) out[row] = codes[row]! + 1;
      return;
    }
    this.#release();
    this.#translate(vector, out, 0, (value) => this.#interner.add(value) + 1);
  }

  lookup(input: Vector, out: Int32Array): void {
    const vector = coded(input);
    this.#release();
    if (vector.encoding === 'dictionary') this.#translate(vector, out, -1, (value) => this.#interner.find(value) + 1 || -1);
    else this.#interner.lookup(vector, out);
  }

  byteSize(): number {
    let bytes = this.#interner.byteSize();
    for (const ids of this.#translations.values()) bytes += ids.byteLength;
    return bytes;
  }

  decode(ids: Int32Array): Vector {
    if (!this.#adopted) return this.#interner.decode(ids);
    const codes = ids.map((id) => id - 1);
    return { encoding: 'dictionary', type: this.#type, codes, dictionary: this.#adopted, length: codes.length };
  }

  /** Interns the entries of the adopted dictionary, so that other values can follow; their ids stay. */
  #release(): void {
    const values = this.#adopted?.values;
    this.#adopted = undefined;
    if (values) for (let code = 0; code < values.length; code++) this.#interner.add(values[code]);
  }

  #translate({ codes, dictionary }: DictionaryVector, out: Int32Array, ofNull: number, idOf: (value: unknown) => number): void {
    const ids = this.#translation(dictionary);
    const { values } = dictionary;
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < 0) out[row] = ofNull;
      else {
        let id = ids[code]!;
        // A value without an id is looked up again, since it may have one by now.
        if (id <= unknownEntry) ids[code] = id = idOf(values[code]);
        out[row] = id;
      }
    }
  }

  #translation(dictionary: Dictionary): Int32Array {
    let ids = this.#translations.get(dictionary);
    if (!ids || ids.length < dictionary.values.length) {
      const grown = new Int32Array(Math.max(dictionary.values.length, (ids?.length ?? 0) * 2));
      if (ids) grown.set(ids);
      ids = grown;
      this.#translations.set(dictionary, ids);
    }
    return ids;
  }
}
