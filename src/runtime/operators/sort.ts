import type { PlanOf } from '../../operators/plan/plan.ts';
import { takeBatch } from '../../vectors/record-batch.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { reportRowErrors } from './project.ts';

/** Holds all rows and gives them in order; equal rows keep theirs. */
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

const runLength = 4096;

/** A stable merge sort of row numbers that yields often enough to be interrupted. */
function* mergeSort(length: number, order: (a: number, b: number) => number): Generator<void, Int32Array> {
  let rows = new Int32Array(length);
  for (let from = 0; from < length; from += runLength) {
    const run = Array.from({ length: Math.min(runLength, length - from) }, (_, i) => from + i).sort(order);
    rows.set(run, from);
    yield;
  }
  let spare = new Int32Array(length);
  let steps = 0;
  for (let width = runLength; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length);
      const end = Math.min(from + 2 * width, length);
      let left = from;
      let right = middle;
      for (let out = from; out < end; out++) {
        const takeLeft = left < middle && (right >= end || order(rows[left]!, rows[right]!) <= 0);
        spare[out] = takeLeft ? rows[left++]! : rows[right++]!;
        if ((++steps & 0x3fff) === 0) yield;
      }
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}
