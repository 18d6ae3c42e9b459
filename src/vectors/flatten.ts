import type { DataType } from '../types/data-type.ts';
import { allValid, clearBit } from './bitmap.ts';
import { buildVector } from './builder.ts';
import { allocate, fillCells, growCells, setCell } from './fixed-width.ts';
import { cellReader, type Dictionary, type FixedWidthArray, type FlatVector, type Vector } from './vector.ts';

/** The entries of dictionaries of numbers as typed arrays, which grow with them. */
const typedEntries = new WeakMap<Dictionary, { cells: FixedWidthArray; filled: number }>();

/** A vector of a type of fixed width as flat cells. Where it is flat already, it is returned as it is. */
export function flattened(vector: Vector): FlatVector {
  switch (vector.encoding) {
    case 'flat':
      return vector;
    case 'constant': {
      const { type, value, length, errors } = vector;
      const values = allocate(type, length);
      if (value !== null) fillCells(values, typeof value === 'boolean' ? Number(value) : value);
      return { encoding: 'flat', type, values, validity: value === null ? noneValid(length) : undefined, length, errors };
    }
    case 'dictionary': {
      const { type, codes, length, errors } = vector;
      const entries = entriesOf(type, vector.dictionary);
      const values = allocate(type, length);
      if (values instanceof BigInt64Array) gatherWords(values, entries as BigInt64Array, codes);
      else gather(values as Float64Array, entries as Float64Array, codes);
      return { encoding: 'flat', type, values, validity: validityOf(codes), length, errors };
    }
    default: {
      const read = cellReader(vector);
      return buildVector(
        vector.type,
        Array.from({ length: vector.length }, (_, row) => read(row)),
      ) as FlatVector; // the callers ask for types of fixed width only
    }
  }
}

/** The entries of a dictionary of numbers as a typed array, of at least as many cells. */
export function entriesOf(type: DataType, dictionary: Dictionary): FixedWidthArray {
  if (dictionary.cells) return dictionary.cells;
  const { values } = dictionary;
  const known = typedEntries.get(dictionary) ?? { cells: allocate(type, values.length), filled: 0 };
  if (known.cells.length < values.length) known.cells = growCells(known.cells, Math.max(values.length, 2 * known.cells.length));
  for (; known.filled < values.length; known.filled++) setCell(known.cells, known.filled, values[known.filled]);
  typedEntries.set(dictionary, known);
  return known.cells;
}

function gather(out: Float64Array, entries: Float64Array, codes: Int32Array): void {
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code >= 0) out[row] = entries[code]!;
  }
}

/** Copies 64-bit integers by halves, so that none becomes an object. */
function gatherWords(out: BigInt64Array, entries: BigInt64Array, codes: Int32Array): void {
  const to = new Int32Array(out.buffer, out.byteOffset, 2 * out.length);
  const from = new Int32Array(entries.buffer, entries.byteOffset, 2 * entries.length);
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!;
    if (code < 0) continue;
    to[2 * row] = from[2 * code]!;
    to[2 * row + 1] = from[2 * code + 1]!;
  }
}

/** The validity of codes: NULL is a negative one. */
function validityOf(codes: Int32Array): Uint8Array | undefined {
  let bits: Uint8Array | undefined;
  for (let row = 0; row < codes.length; row++) {
    if (codes[row]! >= 0) continue;
    bits ??= allValid(codes.length);
    clearBit(bits, row);
  }
  return bits;
}

const noneValid = (length: number): Uint8Array => new Uint8Array((length + 7) >> 3);
