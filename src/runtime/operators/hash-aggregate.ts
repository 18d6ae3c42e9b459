import type { PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { slice, take } from '../../vectors/take.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { reportRowErrors } from './project.ts';

/** Groups rows by their keys and keeps one state per group for every aggregate; groups are emitted in the order of their first row. */
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
              const chosen = Int32Array.from(rows.keys()).filter((row) => passes(row) === true);
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
          const { schema } = plan;
          const results: Vector[] = [];
          for (const [i, { accumulator }] of calls.entries()) {
            const { fn, span, isOutput } = plan.aggregates[i]!;
            const result = accumulator.finish(index.size);
            for (const failure of result.errors?.values() ?? []) {
              failure.span ??= span;
              failure.call ??= fn.name;
            }
            results.push(isOutput ? reportRowErrors(result, 0, context) : result);
            yield;
          }
          const pieceOf = (from: number, to: number): RecordBatch => ({
            schema,
            length: to - from,
            columns: [...index.keyColumns(from, to), ...results.map((result) => slice(result, from, to))],
          });
          yield* emitInBatches(index.size, context.maxBatchRows, pieceOf, emit);
          reservation.free();
        },
      };
    },
  };
}
