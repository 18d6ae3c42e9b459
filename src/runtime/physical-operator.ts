import type { Schema } from '../types/data-type.ts';
import type { RecordBatch } from '../vectors/record-batch.ts';

/** Whether a receiver wants more rows. */
export type Demand = 'needMore' | 'finished';

/** Hands a batch to the next operator. */
export type Emit = (batch: RecordBatch) => Demand;

/** One run of an operator: it is given batches, and at the end gives what it still holds. */
export interface OperatorRun {
  push(batch: RecordBatch): Demand;
  /** Ends the input. Yields between pieces of work, so that the driver can let others run and stop the query. */
  finish(): Iterable<void>;
}

/** A step of a pipeline: push-based and synchronous. */
export interface PhysicalOperator {
  readonly name: string;
  readonly schema: Schema;
  open(emit: Emit): OperatorRun;
}

/** The finish of operators that hold nothing. */
export const noPendingOutput: Iterable<void> = [];
