import type { PlanOf } from '../../operators/plan/plan.ts';
import { takeBatch } from '../../vectors/record-batch.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { checkLimit } from '../limits.ts';
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
      return {
        push(batch) {
          buffer.push(batch);
          return 'needMore';
        },
        *finish() {
          const all = buffer.toBatch();
          yield;
          const index = new GroupKeys(plan.keys.map((key) => key.value.type));
          const groups = new Uint32Array(all.length);
          const columns = keys.map((key) => reportRowErrors(key(all), 0, context));
          index.intern(columns, all.length, groups);
          checkLimit('groups', index.size, context.limits);
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
        },
      };
    },
  };
}
