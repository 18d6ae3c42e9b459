import type { Schema } from '../types/data-type.ts';
import { knownCodes } from './column-facts.ts';
import type { Selection } from './selection.ts';
import { slice, take } from './take.ts';
import { byteSize, type FlatVector, isFixedWidth, type Vector } from './vector.ts';

/** Some rows of a table, as columns: what operators exchange. */
export interface RecordBatch {
  readonly schema: Schema;
  readonly length: number;
  readonly columns: readonly Vector[];
}

/** The rows from..to of a batch. */
export function sliceBatch(batch: RecordBatch, from: number, to: number): RecordBatch {
  if (from === 0 && to === batch.length) return batch;
  const columns: Vector[] = [];
  const parts = new Map<number, Part>();
  for (const [i, column] of batch.columns.entries()) {
    if (column.encoding !== 'flat' || isFixedWidth(column.values)) columns[i] = slice(column, from, to);
    else {
      parts.set(i, { column, from });
      defineWhenAsked(columns, i, () => partOf(column, from, to));
    }
  }
  if (parts.size > 0) partsOf.set(columns, parts);
  return { schema: batch.schema, length: to - from, columns };
}

/** A part of a column whose cells are copied when the part is asked for. */
interface Part {
  readonly column: FlatVector;
  readonly from: number;
}

/** By the columns of a batch: those that are parts, from which few rows are taken without a copy of all. */
const partsOf = new WeakMap<readonly Vector[], ReadonlyMap<number, Part>>();

/** The part as codes where they are known, since those need no copy. */
const partOf = (column: FlatVector, from: number, to: number): Vector => knownCodes(column, from, to) ?? slice(column, from, to);

/** The selected rows of one column. */
export function takeColumn({ columns, length }: RecordBatch, index: number, rows: Selection): Vector {
  const part = partsOf.get(columns)?.get(index);
  if (!part || !isPending(columns, index)) return take(columns[index]!, rows);
  const { column, from } = part;
  const codes = knownCodes(column, from, from + length);
  if (codes) return take(codes, rows);
  return take(
    column,
    rows.map((row) => (row < 0 ? row : from + row)),
  );
}

const isPending = (columns: readonly Vector[], index: number): boolean =>
  Object.getOwnPropertyDescriptor(columns, index)?.get !== undefined;

/** The columns of a batch and others beside them, none of which is read by that. */
export function columnsBeside({ columns }: RecordBatch, others: RecordBatch): readonly Vector[] {
  const all: Vector[] = [];
  for (const i of columns.keys()) defineWhenAsked(all, i, () => columns[i]!);
  for (const i of others.columns.keys()) defineWhenAsked(all, columns.length + i, () => others.columns[i]!);
  return all;
}

/** The batch with its first columns only. */
export function firstColumns(batch: RecordBatch, count: number): RecordBatch {
  if (batch.columns.length === count) return batch;
  const columns: Vector[] = [];
  for (let i = 0; i < count; i++) defineWhenAsked(columns, i, () => batch.columns[i]!);
  return { ...batch, columns };
}

/** Copied cells are made only for columns that are read. */
function defineWhenAsked(columns: Vector[], index: number, make: () => Vector): void {
  Object.defineProperty(columns, index, {
    configurable: true,
    enumerable: true,
    get() {
      const value = make();
      Object.defineProperty(columns, index, { value });
      return value;
    },
  });
}

/** A batch whose columns are made when they are read. */
export function lazyBatch(schema: Schema, length: number, columnOf: (index: number) => Vector): RecordBatch {
  const columns: Vector[] = [];
  for (const i of schema.keys()) defineWhenAsked(columns, i, () => columnOf(i));
  return { schema, length, columns };
}

/** The selected rows of a batch. */
export function takeBatch(batch: RecordBatch, rows: Selection): RecordBatch {
  const columns: Vector[] = [];
  for (const i of batch.columns.keys()) defineWhenAsked(columns, i, () => takeColumn(batch, i, rows));
  return { schema: batch.schema, length: rows.length, columns };
}

/** The columns of a batch that were read, or needed no copy. */
export function readColumns({ columns }: RecordBatch): Vector[] {
  return [...columns.keys()].filter((i) => !isPending(columns, i)).map((i) => columns[i]!);
}

/** What a column takes beside its cells: its object, and those of its arrays. Batches of many columns have few rows. */
export const columnBytes = 256;

/** The bytes of a batch, as {@link byteSize} estimates those of its cells. */
export function batchBytes(batch: RecordBatch): number {
  return batch.columns.reduce((bytes, column) => bytes + columnBytes + byteSize(column), 0);
}
