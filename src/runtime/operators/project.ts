import type { Expression } from '../../operators/expressions/expression.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import type { Vector } from '../../vectors/vector.ts';
import { type ExecutionContext, failureError } from '../context.ts';
import { isComputed, reserveComputed } from '../expressions/computed-bytes.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';

/** Computes the output columns; failing cells become NULL and are counted. */
export function project(plan: PlanOf<'Project'>, context: ExecutionContext): PhysicalOperator {
  const outputs = plan.outputs.map(({ value }) => compileOutput(value, context));
  let rowsBefore = 0;
  return {
    name: 'Project',
    schema: plan.schema,
    open: (emit) => ({
      push(batch) {
        const columns = outputs.map((evaluate) => reportRowErrors(evaluate(batch), rowsBefore, context));
        const demand = emit({ schema: plan.schema, length: batch.length, columns });
        rowsBefore += batch.length;
        return demand;
      },
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
    if (context.onRowError === 'fail') throw failureError(failure, rowsBefore + row);
    context.warnings.countFailure(failure, rowsBefore + row);
  }
  return { ...vector, errors: undefined };
}
