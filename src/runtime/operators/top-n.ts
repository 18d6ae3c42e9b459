import type { PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { batchBytes, takeBatch } from '../../vectors/record-batch.ts';
import { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { reportRowErrors } from './project.ts';

/** Keeps the first rows of the order without sorting all: candidates are buffered and cut back to the best whenever there are many. */
export function topN(plan: PlanOf<'TopN'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  const wanted = plan.offset + plan.count;
  return {
    name: 'TopN',
    schema: plan.schema,
    open(emit) {
      let buffered: RecordBatch[] = [];
      const reservation = new Reservation(context.evaluation.memory);
      let rows = 0;
      let rowsBefore = 0;
      const cut = (): void => {
        const table = Table.fromBatches(plan.schema, buffered);
        const all: RecordBatch = { schema: plan.schema, length: table.rowCount, columns: table.columns };
        const best = firstRows(all, wanted);
        buffered = [takeBatch(all, best)];
        rows = best.length;
      };
      /** The first rows of a batch in order; among equal rows the earlier ones are kept. */
      const firstRows = (batch: RecordBatch, count: number): Int32Array => {
        const columns = keys.map((key) => key(batch));
        const order = rowOrder(plan.keys, columns);
        const stable = (a: number, b: number): number => order(a, b) || a - b;
        if (count >= batch.length) return Int32Array.from({ length: batch.length }, (_, row) => row).sort(stable);
        return selectFirst(batch.length, count, stable);
      };
      return {
        push(batch) {
          if (wanted === 0) return 'finished';
          for (const key of keys) reportRowErrors(key(batch), rowsBefore, context);
          rowsBefore += batch.length;
          const best = firstRows(batch, wanted).sort();
          buffered.push(best.length < batch.length ? takeBatch(batch, best) : batch);
          rows += best.length;
          if (rows > Math.max(4 * wanted, context.maxBatchRows)) cut();
          reservation.resize(buffered.reduce((bytes, part) => bytes + batchBytes(part), 0));
          return 'needMore';
        },
        *finish() {
          if (rows === 0) return;
          cut();
          yield;
          const [sorted] = buffered;
          if (sorted && sorted.length > plan.offset) {
            const rest = Int32Array.from({ length: sorted.length - plan.offset }, (_, i) => plan.offset + i);
            emit(takeBatch(sorted, rest));
          }
          reservation.free();
        },
      };
    },
  };
}

/** The first `count` of `length` rows, sorted: a heap of the rows kept, with the last of them on top. */
function selectFirst(length: number, count: number, order: (a: number, b: number) => number): Int32Array {
  const heap = Int32Array.from({ length: count }, (_, row) => row).sort((a, b) => order(b, a));
  for (let row = count; row < length; row++) {
    if (order(row, heap[0]!) >= 0) continue;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= count) break;
      if (child + 1 < count && order(heap[child + 1]!, heap[child]!) > 0) child++;
      if (order(heap[child]!, row) <= 0) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = row;
  }
  return heap.sort(order);
}
