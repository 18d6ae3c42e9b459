import type { PlanOf } from '../../operators/plan/plan.ts';
import { sliceBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import type { PhysicalOperator } from '../physical-operator.ts';

/** Emits its input and then the rows of the other tables. */
export function union(plan: PlanOf<'Union'>, context: ExecutionContext, others: readonly Table[]): PhysicalOperator {
  return {
    name: 'Union',
    schema: plan.schema,
    open(emit) {
      let done = false;
      return {
        push(batch) {
          done = emit({ ...batch, schema: plan.schema }) === 'finished';
          return done ? 'finished' : 'needMore';
        },
        *finish() {
          for (const table of others) {
            if (done) return;
            const all = { schema: plan.schema, length: table.rowCount, columns: table.columns };
            done = (yield* emitInBatches(all.length, context.maxBatchRows, (from, to) => sliceBatch(all, from, to), emit)) === 'finished';
          }
        },
      };
    },
  };
}
