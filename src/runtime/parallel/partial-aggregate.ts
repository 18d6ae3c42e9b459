import type { Expression } from '../../operators/expressions/expression.ts';
import type { AggregateCall, PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import type { Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { Reservation } from '../memory.ts';
import { countsRows, openCall, openGroups } from '../operators/hash-aggregate.ts';
import { reportRowErrors } from '../operators/project.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import type { PartSink } from './parts.ts';

/** Whether a call is merged from the states of threads; the rows of other calls are sent. */
export const isMerged = ({ overload, distinct }: AggregateCall): boolean => overload.exactMerge === true && !distinct;

/** The expressions of a call that are sent as columns: all but literals. */
export const sentExpressions = ({ args, filter }: AggregateCall): readonly Expression[] =>
  [...args, ...(filter ? [filter] : [])].filter(({ kind }) => kind !== 'literal');

/** Aggregates some of the rows of a table, and gives what it found to the sink of the context instead of emitting groups. */
export function partialAggregate(plan: PlanOf<'Aggregate'>, context: ExecutionContext, sink: PartSink): PhysicalOperator {
  const keys = plan.keys.map(({ value }) => compileEvaluator(value, context));
  const sent = plan.aggregates
    .filter((call) => !countsRows(call) && !isMerged(call))
    .flatMap(sentExpressions)
    .map((expression) => compileEvaluator(expression, context));
  return {
    name: 'Aggregate',
    schema: plan.schema,
    open() {
      const { index, groupsOf } = openGroups(plan, keys, context);
      const calls = plan.aggregates.map((call) => (isMerged(call) && !countsRows(call) ? openCall(call, context) : undefined));
      const sendsRows = plan.aggregates.some((call) => !countsRows(call) && !isMerged(call));
      const reservation = new Reservation(context.evaluation.memory);
      let rowsBefore = 0;
      return {
        push(batch: RecordBatch) {
          const { length } = batch;
          const rowGroups = groupsOf(batch, rowsBefore);
          for (const call of calls) {
            call?.update(batch, rowGroups, index.size, rowsBefore);
            context.evaluation.tick(length);
          }
          if (sendsRows) {
            const values = sent.map((evaluate) => reportRowErrors(evaluate(batch), rowsBefore, context));
            sink.rows({ groups: rowGroups, columns: values, length });
          }
          reservation.resize(calls.reduce((bytes, call) => bytes + (call?.byteSize() ?? 0), index.byteSize()));
          rowsBefore += length;
          return 'needMore';
        },
        *finish() {
          const groupCount = rowsBefore === 0 ? 0 : index.size;
          const states: (readonly Vector[])[] = [];
          for (const call of calls) {
            states.push(call && groupCount > 0 ? call.state(groupCount) : []);
            yield;
          }
          sink.done({
            keys: groupCount > 0 ? index.keyColumns(0, groupCount) : [],
            groupCount,
            rowCounts: index.rowCounts(0, groupCount).slice(),
            states,
          });
          reservation.free();
        },
      };
    },
  };
}
