import type { Schema } from '../types/data-type.ts';
import type { RecordBatch } from '../vectors/record-batch.ts';

/** Whether a receiver accepts more rows. */
export type Demand = 'needMore' | 'finished';

/** Emits a batch to the next operator. */
export type Emit = (batch: RecordBatch) => Demand;

/** One run of an operator: it receives batches, and at the end emits what it has buffered. */
export interface OperatorRun {
  push(batch: RecordBatch): Demand;
  /** The same for operators that may emit very many rows for one: yields after each batch that it emits. The driver prefers it to `push`. */
  expand?(batch: RecordBatch): Generator<void, Demand>;
  /** Ends the input. Yields between units of work, so that the driver can let others run or stop the query. */
  finish(): Iterable<void>;
}

/** A physical operator: push-based and synchronous. */
export interface PhysicalOperator {
  readonly name: string;
  readonly schema: Schema;
  /** Whether it keeps no state, and yet expands, as it computes so many columns that it yields in between. */
  readonly isWide?: boolean;
  open(emit: Emit): OperatorRun;
}

/** The finish of operators that buffer nothing. */
export const noPendingOutput: Iterable<void> = [];
