import { blockRows } from '../vectors/code-blocks.ts';
import type { RecordBatch } from '../vectors/record-batch.ts';
import type { Demand, Emit } from './physical-operator.ts';

/** Rows of the first batch: few, as each may fit a model. A multiple of 8, so that validity bits stay aligned while batches grow. */
const initialRows = 8;

/** A batch that takes longer than this (milliseconds) is followed by a smaller one, so that the query can be stopped in between. */
const maxBatchMs = 20;

/** If half the rows take more than this fraction of the time, the cost is not per row. */
const fixedCost = 0.75;

/**
 * How many rows the next batch has. A row may cost an addition or the fit of a model, so batches start small and grow up to a maximum while they
 * take little time. They shrink while they take long, but only as long as that helps: a fixed cost per batch must not be paid for every row.
 */
export class BatchSizer {
  readonly #most: number;
  #size: number;
  #previous = { size: 0, took: 0 };

  /** `first`: how many rows the first batch has. */
  constructor(most: number, first = initialRows) {
    this.#most = most;
    this.#size = Math.min(first, most);
  }

  get size(): number {
    return this.#size;
  }

  /** Makes and emits a batch of about `size` rows, and learns from how long that took. */
  emit(make: () => RecordBatch, emit: Emit): Demand {
    const started = performance.now();
    const demand = emit(make());
    const took = performance.now() - started;
    const size = this.#size;
    const helped = size >= this.#previous.size || took < fixedCost * this.#previous.took;
    this.#previous = { size, took };
    if (took > maxBatchMs && helped) this.#size = Math.max(1, Math.floor((size * maxBatchMs) / took));
    else this.#size = Math.min(this.#most, size * (took < maxBatchMs / 8 ? 4 : 2));
    return demand;
  }

  /** Continues with fewer rows after a batch of so many was given up. */
  shrink(size: number): void {
    this.#size = Math.max(1, size >> 3);
    this.#previous = { size: 0, took: 0 };
  }
}

/** Emits `length` rows in batches, the first of `first` rows, and yields after each. */
export function* emitInBatches(
  length: number,
  most: number,
  pieceOf: (from: number, to: number) => RecordBatch,
  emit: Emit,
  first?: number,
): Generator<void, Demand> {
  const sizer = new BatchSizer(most, first);
  for (let from = 0; from < length; ) {
    const end = from + sizer.size;
    // What is known of blocks of rows holds for batches that begin with one.
    const to = Math.min(sizer.size > blockRows ? end - (end % blockRows) : end, length);
    if (sizer.emit(() => pieceOf(from, to), emit) === 'finished') return 'finished';
    yield;
    from = to;
  }
  return 'needMore';
}
