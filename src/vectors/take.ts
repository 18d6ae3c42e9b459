import type { RowError } from '../diagnostics/row-error.ts';
import type { DataType } from '../types/data-type.ts';
import { storageOf } from '../types/storage.ts';
import { allValid, type Bitmap, clearBit, hasBit, sliceBitmap } from './bitmap.ts';
import { createBuilder } from './builder.ts';
import { sliceBlocks } from './code-blocks.ts';
import { allocate, copyCells } from './fixed-width.ts';
import type { Selection } from './selection.ts';
import { cellReader, type FixedWidthArray, isFixedWidth, type Vector } from './vector.ts';
import { wordsOf } from './words.ts';

/** The rows from..to of a vector; shares memory where possible. */
export function slice(vector: Vector, from: number, to: number): Vector {
  if (from === 0 && to === vector.length) return vector;
  const { type } = vector;
  const length = to - from;
  const errors = sliceErrors(vector.errors, from, to);
  switch (vector.encoding) {
    case 'constant':
      return { ...vector, length, errors };
    case 'dictionary':
      return { ...vector, codes: vector.codes.subarray(from, to), blocks: sliceBlocks(vector.blocks, from, to), length, errors };
    case 'flat': {
      const { values } = vector;
      const part = isFixedWidth(values) ? values.subarray(from, to) : values.slice(from, to);
      const origin = vector.origin && { column: vector.origin.column, from: vector.origin.from + from };
      return { encoding: 'flat', type, values: part, validity: sliceBitmap(vector.validity, from, to), length, errors, origin };
    }
    case 'list':
      return {
        ...vector,
        offsets: vector.offsets.subarray(from, to + 1),
        validity: sliceBitmap(vector.validity, from, to),
        length,
        errors,
      };
    case 'map':
      return {
        ...vector,
        offsets: vector.offsets.subarray(from, to + 1),
        validity: sliceBitmap(vector.validity, from, to),
        length,
        errors,
      };
    case 'row': {
      const children = vector.children.map((child) => slice(child, from, to));
      return { ...vector, children, validity: sliceBitmap(vector.validity, from, to), length, errors };
    }
  }
}

function sliceErrors(errors: ReadonlyMap<number, RowError> | undefined, from: number, to: number) {
  if (!errors) return undefined;
  const part = new Map<number, RowError>();
  for (const [row, failure] of errors) if (row >= from && row < to) part.set(row - from, failure);
  return part.size > 0 ? part : undefined;
}

/** The selected rows of a vector as a new vector. */
export function take(vector: Vector, rows: Selection): Vector {
  const length = rows.length;
  switch (vector.encoding) {
    case 'constant':
      if (vector.value === null || !rows.includes(-1)) return { ...vector, length, errors: undefined };
      return takeByReading(vector, rows);
    case 'dictionary': {
      const { codes } = vector;
      const picked = new Int32Array(length);
      for (let i = 0; i < length; i++) picked[i] = rows[i]! < 0 ? -1 : codes[rows[i]!]!;
      return { encoding: 'dictionary', type: vector.type, codes: picked, dictionary: vector.dictionary, length };
    }
    case 'flat': {
      const { values, type } = vector;
      if (Array.isArray(values)) {
        const picked = new Array<unknown>(length);
        for (let i = 0; i < length; i++) picked[i] = rows[i]! < 0 ? null : values[rows[i]!];
        return { encoding: 'flat', type, values: picked, validity: undefined, length };
      }
      const picked = allocate(type, length);
      gather(picked, values as FixedWidthArray, rows); // the other arrays were handled before
      return { encoding: 'flat', type, values: picked, validity: takeValidity(vector.validity, rows), length };
    }
    case 'list': {
      const { offsets, inner } = takeRanges(vector.offsets, vector.validity, rows);
      return {
        encoding: 'list',
        type: vector.type,
        offsets,
        child: take(vector.child, inner),
        validity: takeValidity(vector.validity, rows),
        length,
      };
    }
    case 'map': {
      const { offsets, inner } = takeRanges(vector.offsets, vector.validity, rows);
      const validity = takeValidity(vector.validity, rows);
      return {
        encoding: 'map',
        type: vector.type,
        offsets,
        keys: take(vector.keys, inner),
        values: take(vector.values, inner),
        validity,
        length,
      };
    }
    case 'row': {
      const children = vector.children.map((child) => take(child, rows));
      return { encoding: 'row', type: vector.type, children, validity: takeValidity(vector.validity, rows), length };
    }
  }
}

/** The offsets of the selected cells, and the inner rows that they contain. */
function takeRanges(
  offsets: Int32Array,
  validity: Bitmap | undefined,
  rows: Selection,
): { readonly offsets: Int32Array; readonly inner: Selection } {
  const ends = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const present = row >= 0 && (!validity || hasBit(validity, row));
    ends[i + 1] = ends[i]! + (present ? offsets[row + 1]! - offsets[row]! : 0);
  }
  const inner = new Int32Array(ends[rows.length]!);
  for (let i = 0; i < rows.length; i++) {
    const from = offsets[rows[i]!] ?? 0;
    const start = ends[i]!;
    const count = ends[i + 1]! - start;
    for (let j = 0; j < count; j++) inner[start + j] = from + j;
  }
  return { offsets: ends, inner };
}

/** One loop per kind of array: V8 compiles a loop for the kinds that it has seen, and a loop that has seen all of them is slow. */
function gather(out: FixedWidthArray, values: FixedWidthArray, rows: Selection): void {
  if (out instanceof Float64Array) gatherDoubles(out, values as Float64Array, rows);
  else if (out instanceof Int32Array) gatherIntegers(out, values as Int32Array, rows);
  else if (out instanceof BigInt64Array) gatherWords(wordsOf(out), wordsOf(values as BigInt64Array), rows);
  else gatherBytes(out, values as Uint8Array, rows);
}

function gatherDoubles(out: Float64Array, values: Float64Array, rows: Selection): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row >= 0) out[i] = values[row]!;
  }
}

function gatherIntegers(out: Int32Array, values: Int32Array, rows: Selection): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row >= 0) out[i] = values[row]!;
  }
}

/** 64-bit integers by halves, so that none becomes an object. */
function gatherWords(out: Int32Array, words: Int32Array, rows: Selection): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0) continue;
    out[2 * i] = words[2 * row]!;
    out[2 * i + 1] = words[2 * row + 1]!;
  }
}

function gatherBytes(out: Uint8Array, values: Uint8Array, rows: Selection): void {
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row >= 0) out[i] = values[row]!;
  }
}

function takeValidity(bits: Bitmap | undefined, rows: Selection): Bitmap | undefined {
  let out: Bitmap | undefined;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0 || (bits && !hasBit(bits, row))) {
      out ??= allValid(rows.length);
      clearBit(out, i);
    }
  }
  return out;
}

function takeByReading(vector: Vector, rows: Selection): Vector {
  const read = cellReader(vector);
  const builder = createBuilder(vector.type, rows.length);
  for (const row of rows) builder.append(row < 0 ? null : read(row));
  return builder.finish();
}

/** Concatenates vectors of one type. */
export function concatenate(type: DataType, vectors: readonly Vector[]): Vector {
  const first = vectors[0];
  if (first && vectors.length === 1) return first;
  const length = vectors.reduce((sum, vector) => sum + vector.length, 0);
  if (first?.encoding === 'dictionary' && vectors.every((v) => v.encoding === 'dictionary' && v.dictionary === first.dictionary)) {
    const codes = new Int32Array(length);
    let at = 0;
    for (const vector of vectors) {
      if (vector.encoding === 'dictionary') codes.set(vector.codes, at);
      at += vector.length;
    }
    return { encoding: 'dictionary', type, codes, dictionary: first.dictionary, length };
  }
  if (vectors.every((v) => v.encoding === 'flat'))
    return storageOf(type) === 'object' ? concatenateObjects(type, vectors, length) : concatenateNumbers(type, vectors, length);
  const builder = createBuilder(type, length);
  for (const vector of vectors) {
    const read = cellReader(vector);
    for (let row = 0; row < vector.length; row++) builder.append(read(row));
  }
  return builder.finish();
}

function concatenateObjects(type: DataType, vectors: readonly Vector[], length: number): Vector {
  const values = new Array<unknown>(length);
  let at = 0;
  for (const vector of vectors) {
    if (vector.encoding === 'flat') for (let row = 0; row < vector.length; row++) values[at + row] = vector.values[row];
    at += vector.length;
  }
  return { encoding: 'flat', type, values, validity: undefined, length };
}

function concatenateNumbers(type: DataType, vectors: readonly Vector[], length: number): Vector {
  const values = allocate(type, length);
  let validity: Bitmap | undefined;
  let at = 0;
  for (const vector of vectors) {
    if (vector.encoding !== 'flat') continue;
    if (!isFixedWidth(vector.values)) continue;
    copyCells(values, vector.values, at);
    if (vector.validity) {
      validity ??= allValid(length);
      for (let row = 0; row < vector.length; row++) if (!hasBit(vector.validity, row)) clearBit(validity, at + row);
    }
    at += vector.length;
  }
  return { encoding: 'flat', type, values, validity, length };
}
