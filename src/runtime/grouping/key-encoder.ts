import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import type { CodeBlocks } from '../../vectors/code-blocks.ts';
import { coded } from '../../vectors/column-facts.ts';
import { sizeOf } from '../../vectors/dictionary.ts';
import type { Dictionary, DictionaryVector, Vector } from '../../vectors/vector.ts';
import { type Interner, NumberInterner, noId, StringInterner, ValueInterner } from './interner.ts';
import type { BeforeGrowth } from './key-table.ts';

/** The ids of the rows of one key column: ids[code + 1] of their code, or where there are no such ids, code + 1. Code -1 is NULL, whose id is 0. */
export interface KeyIds {
  readonly codes: Int32Array;
  readonly ids: Int32Array | undefined;
  readonly blocks?: CodeBlocks | undefined;
}

/**
 * Assigns ids to the distinct values of one key column; 0 is NULL. Ids are small integers, so that several key columns are packed side by side and
 * the key of a group is read back from its ids.
 */
export interface KeyEncoder {
  /** One more than the largest id. */
  readonly size: number;
  /** The ids of the rows, new ones for new values; `scratch` has room for a code per row. */
  encode(vector: Vector, scratch: Int32Array): KeyIds;
  /** Writes one less than the id of every row, -2 for NULL and for values without one. */
  lookup(vector: Vector, out: Int32Array): void;
  /** Estimated bytes in use. */
  byteSize(): number;
  /** The values of ids, as a column. */
  decode(ids: Int32Array): Vector;
}

/** An encoder for key columns of the type. */
export function createKeyEncoder(type: DataType, beforeGrowth?: BeforeGrowth): KeyEncoder {
  const storage = storageOf(type);
  if (type.kind === 'varchar') return new DictionaryKeyEncoder(type, new StringInterner(type), true);
  if (storage === 'int64' || storage === 'int32') return new DictionaryKeyEncoder(type, new NumberInterner(type, beforeGrowth), true);
  if (storage === 'float64') return new DictionaryKeyEncoder(type, new NumberInterner(type, beforeGrowth), false);
  return new DictionaryKeyEncoder(type, new ValueInterner(type), false);
}

/** The id of an entry that was not asked yet; that of a value without an id is negative. */
const unknownEntry = 0;

/** The ids of the entries of one dictionary, from NULL on. */
interface Translation {
  readonly ids: Int32Array;
  /** How many entries have an id, if those are the first; some others may have one as well. */
  readonly complete: number;
}

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
  readonly #translations = new Map<Dictionary, Translation>();

  constructor(type: DataType, interner: Interner, adopts: boolean) {
    this.#type = type;
    this.#interner = interner;
    this.#adopts = adopts;
  }

  get size(): number {
    return 1 + (this.#adopted ? sizeOf(this.#adopted) : this.#interner.size);
  }

  encode(input: Vector, scratch: Int32Array): KeyIds {
    const vector = coded(input);
    if (vector.encoding !== 'dictionary') {
      this.#release();
      this.#interner.encode(vector, scratch);
      return { codes: scratch, ids: undefined };
    }
    const { codes, dictionary, blocks } = vector;
    if (this.#adopts && !dictionary.repeats && this.#interner.size === 0) this.#adopted ??= dictionary;
    if (this.#adopted === dictionary) return { codes, ids: undefined, blocks };
    this.#release();
    return { codes, ids: this.#translate(vector), blocks };
  }

  lookup(input: Vector, out: Int32Array): void {
    const vector = coded(input);
    if (vector.encoding === 'dictionary' && vector.dictionary === this.#adopted) {
      const { codes } = vector;
      for (let row = 0; row < codes.length; row++) out[row] = codes[row]! < 0 ? noId : codes[row]!;
      return;
    }
    this.#release();
    if (vector.encoding !== 'dictionary') {
      this.#interner.lookup(vector, out);
      return;
    }
    const { codes, dictionary } = vector;
    const { ids } = this.#translation(dictionary);
    for (let row = 0; row < codes.length; row++) {
      const code = codes[row]!;
      if (code < 0) {
        out[row] = noId;
        continue;
      }
      // A value without an id is looked up again, since it may have one by now.
      if (ids[code + 1]! <= unknownEntry) ids[code + 1] = this.#interner.find(dictionary.values[code]) + 1 || -1;
      out[row] = ids[code + 1]! - 1;
    }
  }

  byteSize(): number {
    let bytes = this.#interner.byteSize();
    for (const { ids } of this.#translations.values()) bytes += ids.byteLength;
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

  /** The ids of the entries: of all at once where they are cells and not many beside the rows, else of those that occur. */
  #translate({ codes, dictionary, type }: DictionaryVector): Int32Array {
    const { ids, complete } = this.#translation(dictionary);
    const { cells } = dictionary;
    if (cells && complete < cells.length && cells.length <= 4 * codes.length) {
      const numbers = new Int32Array(cells.length);
      this.#interner.encode({ encoding: 'flat', type, values: cells, validity: undefined, length: cells.length }, numbers);
      for (let code = 0; code < cells.length; code++) ids[code + 1] = numbers[code]! + 1;
      this.#translations.set(dictionary, { ids, complete: cells.length });
    } else if (complete < sizeOf(dictionary)) {
      for (let row = 0; row < codes.length; row++) {
        const code = codes[row]!;
        if (code >= 0 && ids[code + 1]! <= unknownEntry) ids[code + 1] = this.#interner.add(dictionary.values[code]) + 1;
      }
    }
    return ids;
  }

  #translation(dictionary: Dictionary): Translation {
    const known = this.#translations.get(dictionary);
    const size = sizeOf(dictionary) + 1;
    if (known && known.ids.length >= size) return known;
    const ids = new Int32Array(Math.max(size, 2 * (known?.ids.length ?? 0)));
    if (known) ids.set(known.ids);
    const translation = { ids, complete: known?.complete ?? 0 };
    this.#translations.set(dictionary, translation);
    return translation;
  }
}
