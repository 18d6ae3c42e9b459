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

/** Slices of plain arrays are copies, which are made only for columns that are read. */
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
  return { schema: batch.schema, length: rows.length, columns: batch.columns.map((column) => take(column, rows)) };
}

/** The bytes of a batch, as {@link byteSize} estimates them. */
export function batchBytes(batch: RecordBatch): number {
  return batch.columns.reduce((bytes, column) => bytes + byteSize(column), 0);
}
