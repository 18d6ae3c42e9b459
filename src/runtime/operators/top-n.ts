import type { PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { batchBytes, sliceBatch, takeBatch } from '../../vectors/record-batch.ts';
import { rowsFrom } from '../../vectors/selection.ts';
import { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { makeHeap, replaceTop } from '../sorting/heap.ts';
import { KeyedRows } from '../sorting/keyed-rows.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { type Threshold, thresholdOf } from '../sorting/threshold.ts';

/** Rows that are kept beside those wanted before they are cut back. */
const smallBuffer = 128;
/** Rows from which a first threshold is taken, at least, so that all others are compared with a constant. */
const firstLook = 1024;

/** Keeps the first rows of the order without sorting all: candidates are buffered and cut back to the best whenever there are many. */
export function topN(plan: PlanOf<'TopN'>, context: ExecutionContext): PhysicalOperator {
  const wanted = plan.offset + plan.count;
  return {
    name: 'TopN',
    schema: plan.schema,
    open(emit) {
      const keyed = new KeyedRows(plan.keys, plan.schema, context);
      let buffered: RecordBatch[] = [];
      const reservation = new Reservation(context.evaluation.memory);
      let rows = 0;
      let threshold: Threshold | undefined;
      /** The first rows of a batch in order; earlier rows win among equals. */
      const firstRows = (batch: RecordBatch): Int32Array => {
        const order = rowOrder(plan.keys, keyed.keysOf(batch));
        return selectFirst(batch.length, Math.min(wanted, batch.length), (a, b) => order(a, b) || a - b);
      };
      const cut = (): RecordBatch => {
        const { columns, rowCount } = Table.fromBatches(keyed.schema, buffered);
        const all: RecordBatch = { schema: keyed.schema, length: rowCount, columns };
        const best = takeBatch(all, firstRows(all));
        buffered = [best];
        rows = best.length;
        if (rows === wanted) threshold = thresholdOf(plan.keys[0]!, keyed.keysOf(best)[0]!, rows - 1, plan.keys.length > 1);
        return best;
      };
      const take = (all: RecordBatch): void => {
        const passing = threshold?.(keyed.keysOf(all)[0]!);
        if (passing?.length === 0) return;
        const candidates = passing ? takeBatch(all, passing) : all;
        // In the order in which they came, so that earlier rows still win among equals.
        const few = candidates.length > wanted ? takeBatch(candidates, firstRows(candidates).sort()) : candidates;
        buffered.push(few);
        rows += few.length;
        if (few.length === wanted || rows >= 2 * wanted + smallBuffer) cut();
      };
      return {
        push(batch) {
          if (wanted === 0) return 'finished';
          const all = keyed.withKeys(batch);
          context.pace.settle();
          keyed.advance(batch.length);
          const look = threshold ? 0 : Math.min(all.length, Math.max(firstLook, 2 * wanted));
          if (look > 0) take(sliceBatch(all, 0, look));
          if (look < all.length) take(sliceBatch(all, look, all.length));
          reservation.resize(buffered.reduce((bytes, part) => bytes + batchBytes(part), 0));
          return 'needMore';
        },
        *finish() {
          keyed.reportKeys();
          if (rows === 0) return;
          const sorted = keyed.withoutKeys(cut());
          yield;
          if (sorted.length > plan.offset) emit(sliceBatch(sorted, plan.offset, sorted.length));
          reservation.free();
        },
      };
    },
  };
}

/** The first `count` of `length` rows, sorted: a heap of the rows kept, with the last of them on top. */
function selectFirst(length: number, count: number, order: (a: number, b: number) => number): Int32Array {
  const heap = makeHeap(rowsFrom(0, count), order);
  for (let row = count; row < length; row++) if (order(row, heap[0]!) < 0) replaceTop(heap, 0, count, row, order);
  return heap.sort(order);
}
