import type { DuckDBDataChunk, DuckDBDateValue, DuckDBVector } from '@duckdb/node-api';
import type { DataType, Schema } from '../../types/data-type.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, type Bitmap, clearBit } from '../../vectors/bitmap.ts';
import { allocate, setCell } from '../../vectors/fixed-width.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { buildColumn } from '../../vectors/table.ts';
import type { Vector } from '../../vectors/vector.ts';

/** A chunk of an answer as a batch. */
export function batchOfChunk(chunk: DuckDBDataChunk, schema: Schema): RecordBatch {
  const columns = schema.map(({ type }, i) => vectorOf(chunk.getColumnVector(i), type));
  return { schema, length: chunk.rowCount, columns };
}

function vectorOf(source: DuckDBVector, type: DataType): Vector {
  const length = source.itemCount;
  if (storageOf(type) === 'object')
    return buildColumn(
      type,
      Array.from({ length }, (_, row) => source.getItem(row)),
    );
  const values = allocate(type, length);
  let validity: Bitmap | undefined;
  for (let row = 0; row < length; row++) {
    const item = source.getItem(row);
    if (item === null) {
      validity ??= allValid(length);
      clearBit(validity, row);
    } else if (type.kind === 'date') setCell(values, row, (item as DuckDBDateValue).days);
    else setCell(values, row, item === true ? 1 : item === false ? 0 : item);
  }
  return { encoding: 'flat', type, values, validity, length };
}
