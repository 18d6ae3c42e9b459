import type { PlanOf } from '../../operators/plan/plan.ts';
import { takeBatch } from '../../vectors/record-batch.ts';
import type { ExecutionContext } from '../context.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { askBefore } from '../grouping/key-table.ts';
import { Reservation } from '../memory.ts';
import { noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';
import { reportRowErrors } from './project.ts';

/** Emits each row whose keys no row before it has. Keeps the keys only. */
export function dedup(plan: PlanOf<'Dedup'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map((key) => compileEvaluator(key, context));
  return {
    name: 'Dedup',
    schema: plan.schema,
    open(emit) {
      const index = new GroupKeys(
        plan.keys.map(({ type }) => type),
        true,
        askBefore(context.evaluation.memory),
      );
      const reservation = new Reservation(context.evaluation.memory);
      let rowsBefore = 0;
      return {
        push(batch) {
          const { length } = batch;
          const columns = keys.map((key) => reportRowErrors(key(batch), rowsBefore, context));
          const fresh = index.count(columns, length);
          context.evaluation.tick(length);
          reservation.resize(index.byteSize());
          rowsBefore += length;
          if (fresh.length === 0) return 'needMore';
          return emit(fresh.length === length ? batch : takeBatch(batch, fresh.slice()));
        },
        finish() {
          reservation.free();
          return noPendingOutput;
        },
      };
    },
  };
}
