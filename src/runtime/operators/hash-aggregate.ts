import type { PlanOf } from '../../operators/plan/plan.ts';
import { sliceBatch } from '../../vectors/record-batch.ts';
import { take } from '../../vectors/take.ts';
import { reader } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitPieces } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupIndex } from '../grouping/group-keys.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { settle } from './project.ts';

/** Groups rows by their keys and keeps one state a group for every aggregate; groups come out in the order of their first row. */
export function hashAggregate(plan: PlanOf<'Aggregate'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  const calls = plan.aggregates.map(({ args, overload, type, filter }) => ({
    filter: filter && compileEvaluator(filter, context),
    args: args.map((arg) => compileEvaluator(arg, context)),
    accumulator: overload.accumulator({ types: args.map((arg) => arg.type), returns: type }),
  }));
  return {
    name: 'Aggregate',
    schema: plan.schema,
    open(emit) {
      const index = new GroupIndex(plan.keys.map(({ value }) => value.type));
      const reservation = new Reservation(context.evaluation.memory);
      let groups = new Uint32Array(context.batchSize);
      let rowsBefore = 0;
      return {
        push(batch) {
          const { length } = batch;
          if (groups.length < length) groups = new Uint32Array(length);
          const columns = keys.map((key) => settle(key(batch), rowsBefore, context));
          index.assign(columns, length, groups);
          checkLimit('groups', index.size, context.limits);
          const rows = groups.subarray(0, length);
          for (const { args, accumulator, filter } of calls) {
            const values = args.map((arg) => settle(arg(batch), rowsBefore, context));
            if (!filter) accumulator.update(rows, index.size, values);
            else {
              const passes = reader(settle(filter(batch), rowsBefore, context));
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
          return 'more';
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
          yield* emitPieces(all.length, context.batchSize, (from, to) => sliceBatch(all, from, to), emit);
          reservation.free();
        },
      };
    },
  };
}
