import type { RecordBatch } from '../vectors/record-batch.ts';
import type { Demand, Emit } from './physical-operator.ts';

/** Rows of the first batch. A multiple of 64, so that validity bits stay aligned while batches double. */
const initialRows = 64;

/** A batch that takes longer than this (milliseconds) is followed by a smaller one, so that the query can be stopped in between. */
const maxBatchMs = 20;

/** If half the rows take more than this fraction of the time, the cost is not per row. */
const fixedCost = 0.75;

/**
 * Emits `length` rows in batches and yields after each. A row may cost an addition or the fit of a model, so batches start small
 * and double up to `maxRows` while they take little time. They halve while they take long, but only as long as that helps: a fixed cost
 * per batch must not be paid for every row.
 */
export function* emitInBatches(
  length: number,
  most: number,
  pieceOf: (from: number, to: number) => RecordBatch,
  emit: Emit,
): Generator<void, Demand> {
  let size = Math.min(initialRows, most);
  let previous = { size: 0, took: 0 };
  for (let from = 0; from < length; ) {
    const to = Math.min(from + size, length);
    const started = performance.now();
    if (emit(pieceOf(from, to)) === 'finished') return 'finished';
    const took = performance.now() - started;
    yield;
    from = to;
    const helped = size >= previous.size || took < fixedCost * previous.took;
    previous = { size, took };
    size = took > maxBatchMs && helped ? Math.max(1, size >> 1) : Math.min(most, 2 * size);
  }
  return 'needMore';
}
