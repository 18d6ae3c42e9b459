import { constantOf } from '../../operators/expressions/interpret.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { sliceBatch } from '../../vectors/record-batch.ts';
import { take } from '../../vectors/take.ts';
import { cellReader } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { reportRowErrors } from './project.ts';

/** Groups rows by their keys and keeps one state a group for every aggregate; groups come out in the order of their first row. */
export function hashAggregate(plan: PlanOf<'Aggregate'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  const calls = plan.aggregates.map(({ args, overload, type, filter }) => ({
    filter: filter && compileEvaluator(filter, context),
    args: args.map((arg) => compileEvaluator(arg, context)),
    accumulator: overload.accumulator({
      types: args.map((arg) => arg.type),
      returns: type,
      constants: args.map((arg) => constantOf(arg, context.evaluation)),
    }),
  }));
  return {
    name: 'Aggregate',
    schema: plan.schema,
    open(emit) {
      const index = new GroupKeys(plan.keys.map(({ value }) => value.type));
      const reservation = new Reservation(context.evaluation.memory);
      let groups = new Uint32Array(context.maxBatchRows);
      let rowsBefore = 0;
      return {
        push(batch) {
          const { length } = batch;
          if (groups.length < length) groups = new Uint32Array(length);
          const columns = keys.map((key) => reportRowErrors(key(batch), rowsBefore, context));
          index.intern(columns, length, groups);
          checkLimit('groups', index.size, context.limits);
          const rows = groups.subarray(0, length);
          for (const { args, accumulator, filter } of calls) {
            const values = args.map((arg) => reportRowErrors(arg(batch), rowsBefore, context));
            if (!filter) accumulator.update(rows, index.size, values);
            else {
              const passes = cellReader(reportRowErrors(filter(batch), rowsBefore, context));
              const chosen = Int32Array.from([...rows.keys()].filter((row) => passes(row) === true));
              const theirs = Uint32Array.from(chosen, (row) => rows[row]!);
              accumulator.update(
                theirs,
                index.size,
                values.map((value) => take(value, chosen)),
              );
            }
          }
          reservation.resize(calls.reduce((bytes, { accumulator }) => bytes + accumulator.byteSize(), index.byteSize()));
          rowsBefore += length;
          return 'needMore';
        },
        *finish() {
          if (keys.length > 0 && rowsBefore === 0) return;
          const columns = index.keyColumns();
          for (const { accumulator } of calls) {
            yield;
            columns.push(accumulator.finish(index.size));
          }
          const all = { schema: plan.schema, length: index.size, columns };
          yield;
          yield* emitInBatches(all.length, context.maxBatchRows, (from, to) => sliceBatch(all, from, to), emit);
          reservation.free();
        },
      };
    },
  };
}
