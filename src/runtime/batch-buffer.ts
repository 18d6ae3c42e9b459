import type { MemoryTracker } from '../functions/declaration.ts';
import type { Schema } from '../types/data-type.ts';
import { spelledBytes } from '../types/spelled-bytes.ts';
import { batchBytes, type RecordBatch } from '../vectors/record-batch.ts';
import { Table } from '../vectors/table.ts';
import { concatenate } from '../vectors/take.ts';
import type { Vector } from '../vectors/vector.ts';
import { Reservation } from './memory.ts';

/** The bytes per row of a constant, which is spelled out when the batches become one table; its rows share strings, but no arrays. */
function spelledOut(column: Vector): number {
  if (column.encoding !== 'constant') return 0;
  return typeof column.value === 'object' ? spelledBytes(column.value) : 8;
}

/** Buffers all batches of an input; their bytes are reserved. */
export class BatchBuffer {
  readonly #batches: RecordBatch[] = [];
  readonly #reservation: Reservation;
  readonly #schema: Schema;

  constructor(schema: Schema, memory: MemoryTracker) {
    this.#schema = schema;
    this.#reservation = new Reservation(memory);
  }

  push(batch: RecordBatch): void {
    this.#batches.push(batch);
    this.#reservation.grow(batchBytes(batch) + batch.length * batch.columns.reduce((bytes, column) => bytes + spelledOut(column), 0));
  }

  /** All rows as one table, which takes the place of the batches; yields after each column. Where columns were found in the data, only the batches know them. */
  *toTable(): Generator<void, Table> {
    const batches = this.#batches.splice(0);
    const schema = batches[0]?.schema ?? this.#schema;
    const columns: Vector[] = [];
    for (const [i, { type }] of schema.entries()) {
      const parts = batches.map((batch) => batch.columns[i]!);
      columns.push(concatenate(type, parts));
      yield;
    }
    return new Table(
      schema,
      columns,
      batches.reduce((rows, batch) => rows + batch.length, 0),
    );
  }

  /** All rows as one batch, likewise. */
  *toBatch(): Generator<void, RecordBatch> {
    const { schema, rowCount, columns } = yield* this.toTable();
    return { schema, length: rowCount, columns };
  }

  /** Frees the memory, when the rows are no longer read. */
  free(): void {
    this.#batches.length = 0;
    this.#reservation.free();
  }
}
