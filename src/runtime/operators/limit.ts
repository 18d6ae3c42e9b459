import type { PlanOf } from '../../operators/plan/plan.ts';
import { sliceBatch } from '../../vectors/record-batch.ts';
import { noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';

/** Emits the first rows, then asks for no more. */
export function limit(plan: PlanOf<'Limit'>): PhysicalOperator {
  return {
    name: 'Limit',
    schema: plan.schema,
    open(emit) {
      let skip = plan.offset;
      let left = plan.count;
      return {
        push(batch) {
          const from = Math.min(skip, batch.length);
          skip -= from;
          const to = Math.min(batch.length, from + left);
          if (to > from) {
            left -= to - from;
            if (emit(sliceBatch(batch, from, to)) === 'finished') return 'finished';
          }
          return left > 0 ? 'needMore' : 'finished';
        },
        finish: () => noPendingOutput,
      };
    },
  };
}
