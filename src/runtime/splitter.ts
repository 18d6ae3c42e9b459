import { type RecordBatch, sliceBatch } from '../vectors/record-batch.ts';
import type { ExecutionContext } from './context.ts';
import { BatchSizer } from './emit-in-batches.ts';
import type { Demand, Emit } from './physical-operator.ts';

/**
 * Emits a batch in parts that take little time, and yields after each. How long a row takes is seen only while it is computed, and may change from one row to
 * the next: a part that takes long is given up, as long as nobody has kept anything of it, and tried again with fewer rows. One row is waited for.
 */
export function splitter(context: ExecutionContext, emit: Emit): (batch: RecordBatch) => Generator<void, Demand> {
  const { pace, warnings, cells } = context;
  // What takes long is given up soon, so that all rows are tried first: many small parts cost more, and in a small part not all entries of a dictionary are computed.
  const sizer = new BatchSizer(context.maxBatchRows, context.maxBatchRows);
  return function* expand(batch) {
    for (let from = 0; from < batch.length; ) {
      const to = Math.min(batch.length, from + sizer.size);
      const part = (): RecordBatch => (to - from === batch.length ? batch : sliceBatch(batch, from, to));
      const bytes = cells.bytes;
      warnings.begin();
      const demand = to - from === 1 ? sizer.emit(part, emit) : pace.attempt(() => sizer.emit(part, emit));
      if (demand === undefined) {
        warnings.forget();
        cells.resize(bytes);
        sizer.shrink(to - from);
      } else {
        warnings.keep();
        if (demand === 'finished') return demand;
        from = to;
      }
      yield;
    }
    return 'needMore';
  };
}
