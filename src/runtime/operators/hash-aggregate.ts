import { RowError } from '../../diagnostics/row-error.ts';
import { countsVector } from '../../functions/aggregate/count.ts';
import type { Accumulator } from '../../functions/declaration.ts';
import { constantOf } from '../../operators/expressions/interpret.ts';
import type { AggregateCall, PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { take } from '../../vectors/take.ts';
import { cellReader, constantVector, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { DistinctCounts } from '../grouping/distinct-counts.ts';
import { DistinctRows } from '../grouping/distinct-rows.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { askBefore } from '../grouping/key-table.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { QuantityStrings } from '../quantity-strings.ts';
import { runSync } from '../scheduler.ts';
import { inSlices, maxColumnsAtOnce } from '../wide-batches.ts';
import { reportRowErrors } from './project.ts';

/** Groups rows by their keys and keeps one state per group for every aggregate; groups are emitted in the order of their first row. */
export function hashAggregate(plan: PlanOf<'Aggregate'>, context: ExecutionContext): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  return {
    name: 'Aggregate',
    schema: plan.schema,
    open(emit) {
      const { index, groupsOf } = openGroups(plan, keys, context);
      const calls = plan.aggregates.map((call) => (countsRows(call) ? rowCount(index) : openCall(call, context)));
      const reservation = new Reservation(context.evaluation.memory);
      let rowsBefore = 0;
      function* takeIn(batch: RecordBatch): Generator<void, 'needMore'> {
        const { length } = batch;
        const rowGroups = groupsOf(batch, rowsBefore);
        for (const call of calls) {
          call.update(batch, rowGroups, index.size, rowsBefore);
          context.evaluation.tick(length);
          yield;
        }
        reservation.resize(calls.reduce((bytes, call) => bytes + call.byteSize(), index.byteSize()));
        rowsBefore += length;
        return 'needMore';
      }
      return {
        push: (batch) => runSync(takeIn(batch)),
        ...(calls.length > maxColumnsAtOnce ? { expand: (batch: RecordBatch) => inSlices(takeIn(batch)) } : {}),
        *finish() {
          if (keys.length > 0 && rowsBefore === 0) return;
          const pieceOf = (from: number, to: number): RecordBatch => ({
            schema: plan.schema,
            length: to - from,
            columns: [...index.keyColumns(from, to), ...calls.map((call) => call.finish(from, to))],
          });
          yield* emitInBatches(index.size, context.maxBatchRows, pieceOf, emit);
          reservation.free();
        },
      };
    },
  };
}

/** The groups of an aggregate, and a function that adds the rows of a batch: it answers their groups, undefined where there are no keys. Where calls only count rows, nobody may read these. */
export function openGroups({ keys, aggregates }: PlanOf<'Aggregate'>, evaluators: readonly Evaluator[], context: ExecutionContext) {
  const onlyCounts = aggregates.every(countsRows);
  const types = keys.map(({ value }) => value.type);
  const index = new GroupKeys(types, onlyCounts, askBefore(context.evaluation.memory));
  let groups = new Uint32Array(context.maxBatchRows);
  const groupsOf = (batch: RecordBatch, rowsBefore: number): Uint32Array | undefined => {
    const { length } = batch;
    if (groups.length < length) groups = new Uint32Array(length);
    const columns = evaluators.map((key) => reportRowErrors(key(batch), rowsBefore, context));
    if (onlyCounts) index.count(columns, length);
    else index.intern(columns, length, groups);
    checkLimit('groups', index.size, context.limits);
    return keys.length > 0 ? groups.subarray(0, length) : undefined;
  };
  return { index, groupsOf };
}

/** One aggregate while its rows come in. */
export interface RunningCall {
  /** `groups`: the group of each row; undefined where there are no keys, and so one group. */
  update(batch: RecordBatch, groups: Uint32Array | undefined, groupCount: number, rowsBefore: number): void;
  /** The states of the first groups, as an accumulator gives them. */
  state(groupCount: number): readonly Vector[];
  /** Takes in states of the same call: their row i joins groups[i] < groupCount. */
  merge(state: readonly Vector[], groups: Uint32Array, groupCount: number): void;
  /** The values of the groups from `from` to before `to`. */
  finish(from: number, to: number): Vector;
  byteSize(): number;
}

/** Whether a call counts all rows of a group, which the index of the groups does anyway. */
export const countsRows = ({ overload, args, filter, distinct }: AggregateCall): boolean =>
  overload.countsRows === true && !filter && !distinct && args.every((arg) => arg.kind === 'literal' && arg.value !== null);

const rowCount = (index: GroupKeys): RunningCall => ({
  update: () => undefined,
  state: () => [],
  merge: () => undefined,
  finish: (from, to) => countsVector(index.rowCounts(from, to)),
  byteSize: () => 0,
});

/** The place of the argument by which an aggregate orders its rows; undefined for others. */
const orderedArguments: Readonly<Record<string, number>> = { min: 0, max: 0, min_by: 1, max_by: 1 };
export const orderedArgument = (name: string): number | undefined =>
  Object.hasOwn(orderedArguments, name) ? orderedArguments[name] : undefined;

/** An aggregate that has taken in no row. */
export function openCall(call: AggregateCall, context: ExecutionContext): RunningCall {
  const types = call.args.map((arg) => arg.type);
  const args = call.args.map((arg) => compileEvaluator(arg, context));
  const filter = call.filter && compileEvaluator(call.filter, context);
  const distinct = call.distinct ? new DistinctRows(types, askBefore(context.evaluation.memory)) : undefined;
  const constants = call.args.map((arg) => constantOf(arg, context.evaluation));
  const ordered = call.args.findIndex((_, i) => i === orderedArgument(call.fn.name));
  const look = QuantityStrings.of(call.args[ordered], context);
  let accumulator: Accumulator;
  try {
    accumulator = call.overload.countsDistinct
      ? new DistinctCounts(types[0]!, askBefore(context.evaluation.memory))
      : call.overload.accumulator({ types, returns: call.type, constants });
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return failedCall(call, error, context);
  }
  return {
    update(batch, groups, groupCount, rowsBefore) {
      let values = args.map((arg) => reportRowErrors(arg(batch), rowsBefore, context));
      look?.look(values[ordered]!);
      if (!groups && !filter && !distinct && accumulator.updateAll) {
        accumulator.updateAll(values, batch.length);
        return;
      }
      let rows = groups ?? new Uint32Array(batch.length);
      const restrict = (chosen: Int32Array): void => {
        const before = rows;
        rows = Uint32Array.from(chosen, (row) => before[row]!);
        values = values.map((value) => take(value, chosen));
      };
      if (filter) {
        const passes = cellReader(reportRowErrors(filter(batch), rowsBefore, context));
        restrict(Int32Array.from(rows.keys()).filter((row) => passes(row) === true));
      }
      if (distinct) restrict(distinct.choose(rows, values));
      accumulator.update(rows, groupCount, values);
    },
    state(groupCount) {
      look?.report();
      return accumulator.state(groupCount);
    },
    merge: (state, groups, groupCount) => accumulator.mergeState(state, groups, groupCount),
    finish(from, to) {
      look?.report();
      return finished(accumulator.finish(from, to), from, call, context);
    },
    byteSize: () => accumulator.byteSize() + (distinct?.byteSize() ?? 0),
  };
}

/** A call whose constant arguments are wrong, inside of `try`: it fails in every group. */
function failedCall(call: AggregateCall, failure: RowError, context: ExecutionContext): RunningCall {
  return {
    update: () => undefined,
    state: () => [],
    merge: () => undefined,
    finish(from, to) {
      const errors = new Map(Array.from({ length: to - from }, (_, row) => [row, failure]));
      return finished({ ...constantVector(call.type, null, to - from), errors }, from, call, context);
    },
    byteSize: () => 0,
  };
}

/** The values of the groups that begin with `from`, with their failures placed, and counted unless an expression decides what they mean. */
function finished(result: Vector, from: number, { span, fn, inExpression }: AggregateCall, context: ExecutionContext): Vector {
  result.errors?.forEach((failure) => {
    failure.span ??= span;
    failure.call ??= fn.name;
  });
  return inExpression ? result : reportRowErrors(result, from, context);
}
