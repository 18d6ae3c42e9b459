import type { MemoryTracker } from '../functions/declaration.ts';
import type { Schema } from '../types/data-type.ts';
import { batchBytes, type RecordBatch } from '../vectors/record-batch.ts';
import { Table } from '../vectors/table.ts';
import { Reservation } from './memory.ts';

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
    this.#reservation.grow(batchBytes(batch));
  }

  /** All rows as one table. Its schema is that of the batches, which has the columns found in the data. */
  toTable(): Table {
    return Table.fromBatches(this.#batches[0]?.schema ?? this.#schema, this.#batches);
  }

  /** All rows as one batch. */
  toBatch(): RecordBatch {
    const { schema, rowCount, columns } = this.toTable();
    return { schema, length: rowCount, columns };
  }

  /** Frees the memory, when the rows are no longer read. */
  free(): void {
    this.#batches.length = 0;
    this.#reservation.free();
  }
}
