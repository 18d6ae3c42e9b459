import type { Schema } from '../types/data-type.ts';
import { type Selection, slice, take } from './take.ts';
import { byteSize, isFixedWidth, type Vector } from './vector.ts';

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
  for (const [i, column] of batch.columns.entries()) {
    if (column.encoding !== 'flat' || isFixedWidth(column.values)) columns[i] = slice(column, from, to);
    else defineWhenAsked(columns, i, () => slice(column, from, to));
  }
  return { schema: batch.schema, length: to - from, columns };
}

/** The columns of a batch and others beside them, none of which is read by that. */
export function columnsBeside({ columns }: RecordBatch, others: RecordBatch): readonly Vector[] {
  const all: Vector[] = [];
  for (const i of columns.keys()) defineWhenAsked(all, i, () => columns[i]!);
  for (const i of others.columns.keys()) defineWhenAsked(all, columns.length + i, () => others.columns[i]!);
  return all;
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

/** The selected rows of a batch. */
export function takeBatch(batch: RecordBatch, rows: Selection): RecordBatch {
  const columns: Vector[] = [];
  for (const i of batch.columns.keys()) defineWhenAsked(columns, i, () => take(batch.columns[i]!, rows));
  return { schema: batch.schema, length: rows.length, columns };
}

/** The columns of a batch that were read, or needed no copy. */
export function readColumns({ columns }: RecordBatch): Vector[] {
  return [...columns.keys()].filter((i) => Object.getOwnPropertyDescriptor(columns, i)?.get === undefined).map((i) => columns[i]!);
}

/** The bytes of a batch, as {@link byteSize} estimates them. */
export function batchBytes(batch: RecordBatch): number {
  return batch.columns.reduce((bytes, column) => bytes + byteSize(column), 0);
}
