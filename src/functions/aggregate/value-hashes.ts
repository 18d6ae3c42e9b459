import type { DataType } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { valueKey } from '../../types/values.ts';
import { allocate, setCell } from '../../vectors/fixed-width.ts';
import { cellReader, type Dictionary, type FixedWidthArray, type Vector } from '../../vectors/vector.ts';
import { markOf } from './distinct-sketch.ts';
import { hashKey } from './hash-key.ts';

/** Two 32-bit hashes of values, equal for equal values: `first` and `second` of the value at an index. */
export interface ValueHashes {
  readonly first: Int32Array;
  readonly second: Int32Array;
}

/** The hashes of a vector's values, by row; a dictionary's entries are hashed once, and kept with it. */
export interface RowHashes extends ValueHashes {
  /** The index of a row's hashes; -1 is NULL. */
  readonly indexOf: Int32Array;
  /** What each value does to the registers of a sketch of a precision. */
  marks(precision: number): Int32Array;
}

interface KnownHashes extends ValueHashes {
  readonly filled: number;
  /** By precision: the marks of the entries. */
  readonly marks: Map<number, Int32Array>;
}

/** Computes the hashes of vectors of one type. */
export function createHasher(type: DataType): (vector: Vector) => RowHashes {
  const hash = hashOf(type);
  return (vector) => {
    if (vector.encoding === 'dictionary') {
      const { first, second, filled, marks } = hashesOf(vector.dictionary, hash);
      const marksOf = (precision: number): Int32Array => {
        const known = marks.get(precision) ?? marksFor(first, second, filled, precision);
        marks.set(precision, known);
        return known;
      };
      return { indexOf: vector.codes, first, second, marks: marksOf };
    }
    const { length } = vector;
    const indexOf = new Int32Array(length);
    const first = new Int32Array(length);
    const second = new Int32Array(length);
    const read = cellReader(vector);
    for (let row = 0; row < length; row++) {
      const value = read(row);
      indexOf[row] = value === null ? -1 : row;
      if (value !== null) hash(value, first, second, row);
    }
    return { indexOf, first, second, marks: (precision) => marksFor(first, second, length, precision) };
  };
}

function marksFor(first: Int32Array, second: Int32Array, length: number, precision: number): Int32Array {
  const marks = new Int32Array(length);
  for (let i = 0; i < length; i++) marks[i] = markOf(first[i]!, second[i]!, precision);
  return marks;
}

type Hash = (value: unknown, first: Int32Array, second: Int32Array, at: number) => void;

/** Numbers are hashed by their bits, other values by their key. */
function hashOf(type: DataType): Hash {
  const keyOf = valueKey(type);
  const storage = storageOf(type);
  if (storage === 'object' || storage === 'uint8')
    return (value, first, second, at) => {
      const { high, low } = hashKey(keyOf(value));
      first[at] = high;
      second[at] = low;
    };
  const cell: FixedWidthArray = allocate(type, 1);
  const words = new Int32Array(cell.buffer);
  return (value, first, second, at) => {
    setCell(cell, 0, Number.isNaN(value) ? Number.NaN : keyOf(value));
    const [low, high] = [words[0]!, words[1] ?? 0];
    first[at] = mix(Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b) ^ 0x3c6ef372);
    second[at] = mix(Math.imul(high, 0xc2b2ae35) ^ Math.imul(low, 0x27d4eb2f) ^ 0x165667b1);
  };
}

/** The finalizer of MurmurHash3 (A. Appleby, public domain). */
function mix(h: number): number {
  let x = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}

const hashesOfDictionaries = new WeakMap<Dictionary, KnownHashes>();

function hashesOf(dictionary: Dictionary, hash: Hash): KnownHashes {
  const { values } = dictionary;
  const known = hashesOfDictionaries.get(dictionary);
  if (known && known.filled === values.length) return known;
  const [first, second] = [known?.first, known?.second].map((hashes) => {
    if (hashes && hashes.length >= values.length) return hashes;
    const grown = new Int32Array(Math.max(values.length, 2 * (hashes?.length ?? 0)));
    if (hashes) grown.set(hashes);
    return grown;
  });
  for (let code = known?.filled ?? 0; code < values.length; code++) hash(values[code], first!, second!, code);
  const hashes = { first: first!, second: second!, filled: values.length, marks: new Map() };
  hashesOfDictionaries.set(dictionary, hashes);
  return hashes;
}
