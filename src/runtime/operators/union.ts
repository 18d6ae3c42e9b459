import type { PlanOf } from '../../operators/plan.ts';
import type { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';
import type { PhysicalOperator } from './operator.ts';

/** Passes its input on and then the rows of the other tables. */
export function union(plan: PlanOf<'Union'>, context: ExecutionContext, others: readonly Table[]): PhysicalOperator {
  return {
    name: 'Union',
    schema: plan.schema,
    open(emit) {
      let done = false;
      return {
        push(batch) {
          done = emit({ ...batch, schema: plan.schema }) === 'enough';
          return done ? 'enough' : 'more';
        },
        *finish() {
          for (const table of others) {
            for (const batch of table.batches(context.batchSize)) {
              if (done) return;
              done = emit({ ...batch, schema: plan.schema }) === 'enough';
              yield;
            }
          }
        },
      };
    },
  };
}
