import type { PlanOf } from '../../operators/plan/plan.ts';
import { takeBatch } from '../../vectors/record-batch.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { KeyedRows } from '../sorting/keyed-rows.ts';
import { sortedRows } from '../sorting/sorted-rows.ts';

/** Buffers all rows and emits them in order; the sort is stable. */
export function sort(plan: PlanOf<'Sort'>, context: ExecutionContext): PhysicalOperator {
  return {
    name: 'Sort',
    schema: plan.schema,
    open(emit) {
      const { memory } = context.evaluation;
      const keyed = new KeyedRows(plan.keys, plan.schema, context);
      const buffer = new BatchBuffer(keyed.schema, memory);
      const reservation = new Reservation(memory);
      return {
        push(batch) {
          const all = keyed.withKeys(batch);
          context.pace.settle();
          keyed.advance(batch.length);
          buffer.push(all);
          return 'needMore';
        },
        *finish() {
          keyed.reportKeys();
          const all = yield* buffer.toBatch();
          const order = yield* sortedRows(all.length, plan.keys, keyed.keysOf(all), (bytes) => reservation.resize(bytes));
          const rows = keyed.withoutKeys(all);
          yield* emitInBatches(order.length, context.maxBatchRows, (from, to) => takeBatch(rows, order.subarray(from, to)), emit);
          buffer.free();
          reservation.free();
        },
      };
    },
  };
}
