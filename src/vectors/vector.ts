import type { RowError } from '../diagnostics/row-error.ts';
import type { DataType } from '../types/data-type.ts';
import { stringBytes } from '../types/spelled-bytes.ts';
import { storageOf } from '../types/storage.ts';
import type { MapValue } from '../types/values.ts';
import { type Bitmap, hasBit } from './bitmap.ts';
import type { CodeBlocks } from './code-blocks.ts';

/** The typed array or plain array of the cells of a flat vector. In plain arrays NULL is `null`. */
export type FlatValues = FixedWidthArray | readonly unknown[];

/** The typed arrays that hold cells of a fixed width. */
export type FixedWidthArray = Uint8Array | Int32Array | BigInt64Array | Float64Array;

/** Whether cells are in a typed array. */
export function isFixedWidth(values: FlatValues): values is FixedWidthArray {
  return !Array.isArray(values);
}

/**
 * The distinct values of a string column. All batches of a column share the object, so that codes compare,
 * group and join across batches as integers. It may grow at the end while a query runs; codes never change.
 */
export interface Dictionary {
  readonly values: readonly unknown[];
  /** Whether several codes may stand for equal values; results of a function of another dictionary do that. */
  readonly repeats?: boolean;
  /** The values as cells of a fixed width, where they are made of those. */
  readonly cells?: FixedWidthArray;
}

interface Shared {
  readonly type: DataType;
  readonly length: number;
  /** Cells that are NULL because they failed, with the failure. */
  readonly errors?: ReadonlyMap<number, RowError> | undefined;
}

/** A column that can give its rows as codes into its distinct values. */
export interface CodedColumn {
  /** The rows from..to as codes; undefined where codes do not pay. */
  coded(from: number, to: number): DictionaryVector | undefined;
  /** The same, but only if the rows were coded before. */
  knownCodes(from: number, to: number): DictionaryVector | undefined;
}

/** Contiguous cells: numbers, times and booleans in typed arrays with a validity bitmap, anything else in a plain array. */
export interface FlatVector extends Shared {
  readonly encoding: 'flat';
  readonly values: FlatValues;
  readonly validity: Bitmap | undefined;
  /** The column of a table that the cells are a part of, and the row where they begin. */
  readonly origin?: { readonly column: CodedColumn; readonly from: number } | undefined;
}

/** The same cell in every row. */
export interface ConstantVector extends Shared {
  readonly encoding: 'constant';
  readonly value: unknown;
}

/** Codes into a shared dictionary; -1 is NULL. */
export interface DictionaryVector extends Shared {
  readonly encoding: 'dictionary';
  readonly codes: Int32Array;
  readonly dictionary: Dictionary;
  /** What is known of the codes of neighbouring rows. */
  readonly blocks?: CodeBlocks | undefined;
}

/** Arrays: row i holds `child` rows offsets[i]..offsets[i + 1]. */
export interface ListVector extends Shared {
  readonly encoding: 'list';
  readonly offsets: Int32Array;
  readonly child: Vector;
  readonly validity: Bitmap | undefined;
}

/** Maps: row i holds the pairs offsets[i]..offsets[i + 1]. */
export interface MapVector extends Shared {
  readonly encoding: 'map';
  readonly offsets: Int32Array;
  readonly keys: Vector;
  readonly values: Vector;
  readonly validity: Bitmap | undefined;
}

/** ROWs: one vector per member. */
export interface RowVector extends Shared {
  readonly encoding: 'row';
  readonly children: readonly Vector[];
  readonly validity: Bitmap | undefined;
}

/** One column of a batch: typed, nullable cells. */
export type Vector = FlatVector | ConstantVector | DictionaryVector | ListVector | MapVector | RowVector;

/** A function that reads the cell of a row: JavaScript values as the type tokens say, NULL as `null`. */
export function cellReader(vector: Vector): (row: number) => unknown {
  switch (vector.encoding) {
    case 'constant': {
      const { value } = vector;
      return () => value;
    }
    case 'dictionary': {
      const { codes } = vector;
      const { values } = vector.dictionary;
      return (row) => {
        const code = codes[row]!;
        return code < 0 ? null : values[code];
      };
    }
    case 'flat':
      return flatReader(vector);
    case 'list': {
      const { offsets, validity } = vector;
      const child = cellReader(vector.child);
      return (row) => (validity && !hasBit(validity, row) ? null : readRange(child, offsets[row]!, offsets[row + 1]!));
    }
    case 'map': {
      const { offsets, validity } = vector;
      const keys = cellReader(vector.keys);
      const values = cellReader(vector.values);
      return (row): MapValue | null => {
        if (validity && !hasBit(validity, row)) return null;
        return {
          keys: readRange(keys, offsets[row]!, offsets[row + 1]!),
          values: readRange(values, offsets[row]!, offsets[row + 1]!),
        };
      };
    }
    case 'row': {
      const { validity } = vector;
      const members = vector.children.map(cellReader);
      return (row) => (validity && !hasBit(validity, row) ? null : members.map((member) => member(row)));
    }
  }
}

function flatReader(vector: FlatVector): (row: number) => unknown {
  const { values, validity } = vector;
  if (vector.type.kind === 'boolean') {
    return validity ? (row) => (hasBit(validity, row) ? values[row] === 1 : null) : (row) => values[row] === 1;
  }
  return validity ? (row) => (hasBit(validity, row) ? values[row] : null) : (row) => values[row];
}

function readRange(read: (row: number) => unknown, from: number, to: number): unknown[] {
  const out = new Array<unknown>(to - from);
  for (let i = from; i < to; i++) out[i - from] = read(i);
  return out;
}

/** Whether the cell of a row is NULL. */
export function nullReader(vector: Vector): (row: number) => boolean {
  switch (vector.encoding) {
    case 'constant': {
      const answer = vector.value === null;
      return () => answer;
    }
    case 'dictionary': {
      const { codes } = vector;
      return (row) => codes[row]! < 0;
    }
    case 'flat': {
      const { validity, values } = vector;
      if (storageOf(vector.type) === 'object') return (row) => values[row] === null;
      return validity ? (row) => !hasBit(validity, row) : () => false;
    }
    default: {
      const { validity } = vector;
      return validity ? (row) => !hasBit(validity, row) : () => false;
    }
  }
}

/** Whether the vector may contain NULL; false guarantees that it does not. */
export function mayHaveNulls(vector: Vector): boolean {
  switch (vector.encoding) {
    case 'constant':
      return vector.value === null;
    case 'dictionary':
      return true;
    case 'flat':
      return vector.validity !== undefined || storageOf(vector.type) === 'object';
    default:
      return vector.validity !== undefined;
  }
}

/** A vector with the same cell in every row. */
export function constantVector(type: DataType, value: unknown, length: number): ConstantVector {
  return { encoding: 'constant', type, value, length };
}

/** The bytes of a vector, for limits: strings by {@link stringBytes}, a dictionary vector by its codes alone. */
export function byteSize(vector: Vector): number {
  return bytesOfRange(vector, 0, vector.length, 1);
}

/** About the bytes of a vector, for statistics: of many cells of variable width, some are measured. */
export function estimatedBytes(vector: Vector): number {
  return bytesOfRange(vector, 0, vector.length, Math.max(1, vector.length >> 5));
}

/** The bytes of rows from..to, of which every nth is measured: slices of nested columns share the elements of the whole, and hold only theirs. */
function bytesOfRange(vector: Vector, from: number, to: number, every: number): number {
  const rows = to - from;
  switch (vector.encoding) {
    case 'constant':
      return 16;
    case 'dictionary':
      return 4 * rows;
    case 'flat': {
      const { values } = vector;
      if (isFixedWidth(values)) return values.BYTES_PER_ELEMENT * rows;
      let bytes = 0;
      for (let row = from; row < to; row += every) {
        const value: unknown = values[row];
        if (typeof value === 'string') bytes += stringBytes(value.length);
        else if (value instanceof Uint8Array) bytes += value.byteLength;
      }
      return 8 * rows + bytes * every;
    }
    case 'list':
      return 4 * (rows + 1) + bytesOfRange(vector.child, vector.offsets[from]!, vector.offsets[to]!, every);
    case 'map': {
      const [start, end] = [vector.offsets[from]!, vector.offsets[to]!];
      return 4 * (rows + 1) + bytesOfRange(vector.keys, start, end, every) + bytesOfRange(vector.values, start, end, every);
    }
    case 'row':
      return vector.children.reduce((bytes, child) => bytes + bytesOfRange(child, from, to, every), 0);
  }
}
