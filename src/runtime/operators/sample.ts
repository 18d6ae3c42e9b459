import type { PlanOf } from '../../operators/plan/plan.ts';
import { columnBytes, takeBatch } from '../../vectors/record-batch.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { askBefore } from '../grouping/key-table.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { reportRowErrors } from './project.ts';

/** Keeps a number or a fraction of the rows of every group, each subset with equal probability, in input order. */
export function sample(plan: PlanOf<'Sample'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  const { kind, value } = plan.size;
  return {
    name: 'Sample',
    schema: plan.schema,
    open(emit) {
      const buffer = new BatchBuffer(plan.schema, context.evaluation.memory);
      const index = new GroupKeys(
        plan.keys.map((key) => key.value.type),
        false,
        askBefore(context.evaluation.memory),
      );
      const reservation = new Reservation(context.evaluation.memory);
      const parts: Uint32Array[] = [];
      let rowsBefore = 0;
      return {
        push(batch) {
          const groups = new Uint32Array(batch.length);
          const columns = keys.map((key) => reportRowErrors(key(batch), rowsBefore, context));
          context.pace.settle();
          index.intern(columns, batch.length, groups);
          checkLimit('groups', index.size, context.limits);
          buffer.push(batch);
          parts.push(groups);
          rowsBefore += batch.length;
          reservation.resize(index.byteSize() + columnBytes * parts.length + 8 * rowsBefore);
          return 'needMore';
        },
        *finish() {
          const all = yield* buffer.toBatch();
          const groups = new Uint32Array(all.length);
          let at = 0;
          for (const part of parts) {
            groups.set(part, at);
            at += part.length;
          }
          yield;
          const left = new Uint32Array(index.size);
          for (const group of groups) left[group]!++;
          const wanted = Uint32Array.from(left, (size) => (kind === 'count' ? Math.min(value, size) : Math.ceil(size * value)));
          // Selection sampling: a row is taken with the chance wanted/left (Knuth, TAOCP 2, 3.4.2, algorithm S).
          const rows: number[] = [];
          for (let row = 0; row < groups.length; row++) {
            const group = groups[row]!;
            if (context.evaluation.random() * left[group]! < wanted[group]!) {
              rows.push(row);
              wanted[group]!--;
            }
            left[group]!--;
            if ((row & 0xffff) === 0xffff) yield;
          }
          const picked = Int32Array.from(rows);
          yield* emitInBatches(picked.length, context.maxBatchRows, (from, to) => takeBatch(all, picked.subarray(from, to)), emit);
          buffer.free();
          reservation.free();
        },
      };
    },
  };
}
