import type { PlanOf } from '../../operators/plan/plan.ts';
import { takeBatch } from '../../vectors/record-batch.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { mergeSort } from '../sorting/merge-sort.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { reportRowErrors } from './project.ts';

/** Buffers all rows and emits them in order; the sort is stable. */
export function sort(plan: PlanOf<'Sort'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  return {
    name: 'Sort',
    schema: plan.schema,
    open(emit) {
      const buffer = new BatchBuffer(plan.schema, context.evaluation.memory);
      return {
        push(batch) {
          buffer.push(batch);
          return 'needMore';
        },
        *finish() {
          const all = buffer.toBatch();
          yield;
          const columns = keys.map((key) => reportRowErrors(key(all), 0, context));
          yield;
          const order = yield* mergeSort(all.length, rowOrder(plan.keys, columns));
          yield* emitInBatches(order.length, context.maxBatchRows, (from, to) => takeBatch(all, order.subarray(from, to)), emit);
          buffer.free();
        },
      };
    },
  };
}
