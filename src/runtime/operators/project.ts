import type { Expression } from '../../operators/expressions/expression.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import type { Vector } from '../../vectors/vector.ts';
import { type ExecutionContext, failureError } from '../context.ts';
import { isCostly } from '../effort.ts';
import { isComputed, reserveComputed } from '../expressions/computed-bytes.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { type Demand, type Emit, noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';
import { runSync } from '../scheduler.ts';
import { inSlices, maxColumnsAtOnce } from '../wide-batches.ts';

/** Computes the output columns; failing cells become NULL and are counted. */
export function project(plan: PlanOf<'Project'>, context: ExecutionContext): PhysicalOperator {
  const outputs = plan.outputs.map(({ value }) => compileOutput(value, context));
  let rowsBefore = 0;
  function* compute(batch: RecordBatch, emit: Emit): Generator<void, Demand> {
    const columns: Vector[] = [];
    for (const evaluate of outputs) {
      columns.push(reportRowErrors(evaluate(batch), rowsBefore, context));
      yield;
    }
    const demand = emit({ schema: plan.schema, length: batch.length, columns });
    rowsBefore += batch.length;
    return demand;
  }
  // What may be given up is divided by rows, in one go.
  const isWide = outputs.length > maxColumnsAtOnce && !plan.outputs.some(({ value }) => isCostly(value));
  return {
    name: 'Project',
    schema: plan.schema,
    isWide,
    open: (emit) => ({
      push: (batch) => runSync(compute(batch, emit)),
      ...(isWide ? { expand: (batch: RecordBatch) => inSlices(compute(batch, emit)) } : {}),
      finish: () => noPendingOutput,
    }),
  };
}

/** An evaluator whose columns are reserved until the batch was passed on. */
export function compileOutput(expression: Expression, context: ExecutionContext): Evaluator {
  const evaluate = compileEvaluator(expression, context);
  return isComputed(expression) ? (batch) => reserveComputed(evaluate(batch), context) : evaluate;
}

/** Counts the failures of a vector, or stops at the first; afterwards they are ordinary NULLs. */
export function reportRowErrors(vector: Vector, rowsBefore: number, context: ExecutionContext): Vector {
  if (!vector.errors) return vector;
  for (const [row, failure] of vector.errors) {
    if (context.onRowError === 'fail' && !failure.reading) throw failureError(failure, rowsBefore + row);
    context.warnings.countFailure(failure, rowsBefore + row);
  }
  return { ...vector, errors: undefined };
}
