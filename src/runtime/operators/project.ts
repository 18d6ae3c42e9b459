import type { Expression } from '../../operators/expressions/expression.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { type RecordBatch, sliceBatch } from '../../vectors/record-batch.ts';
import type { Vector } from '../../vectors/vector.ts';
import { type ExecutionContext, failureError } from '../context.ts';
import { isVolatile } from '../effort.ts';
import { isComputed, reserveComputed } from '../expressions/computed-bytes.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { type Demand, type Emit, noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';
import { inSlices, maxColumnsAtOnce } from '../wide-batches.ts';

/** Computes the output columns; failing cells become NULL and are counted. */
export function project(plan: PlanOf<'Project'>, context: ExecutionContext): PhysicalOperator {
  const outputs = plan.outputs.map(({ value }) => compileOutput(value, context));
  let rowsBefore = 0;
  const send = (batch: RecordBatch, columns: readonly Vector[], emit: Emit): Demand => {
    const demand = emit({ schema: plan.schema, length: batch.length, columns });
    rowsBefore += batch.length;
    return demand;
  };
  const isWide = outputs.length > maxColumnsAtOnce;
  const columnsInSteps = (part: RecordBatch) => computeInSteps(outputs, part, rowsBefore, context);
  const expand = plan.outputs.some(({ value }) => isVolatile(value))
    ? function* (batch: RecordBatch, emit: Emit): Generator<void, Demand> {
        return send(batch, yield* columnsInSteps(batch), emit);
      }
    : divided(columnsInSteps, send, context);
  return {
    name: 'Project',
    schema: plan.schema,
    isWide,
    open: (emit) => ({
      push(batch) {
        const columns = outputs.map((evaluate) => reportRowErrors(evaluate(batch), rowsBefore, context));
        return send(batch, columns, emit);
      },
      ...(isWide ? { expand: (batch: RecordBatch) => inSlices(expand(batch, emit)) } : {}),
      finish: () => noPendingOutput,
    }),
  };
}

/** Computes columns, and yields after each. */
function* computeInSteps(
  outputs: readonly Evaluator[],
  batch: RecordBatch,
  rowsBefore: number,
  context: ExecutionContext,
): Generator<void, Vector[]> {
  const columns: Vector[] = [];
  for (const evaluate of outputs) {
    columns.push(reportRowErrors(evaluate(batch), rowsBefore, context));
    yield;
  }
  return columns;
}

/** Computes and sends a batch in parts: a column of a part that takes long is given up, and the part tried again with fewer rows, as in {@link splitter}. */
function divided(
  columnsOf: (part: RecordBatch) => Generator<void, Vector[]>,
  send: (part: RecordBatch, columns: readonly Vector[], emit: Emit) => Demand,
  { pace, warnings, cells, maxBatchRows }: ExecutionContext,
): (batch: RecordBatch, emit: Emit) => Generator<void, Demand> {
  let size = maxBatchRows;
  /** Undefined where a column was given up. */
  function* attempted(part: RecordBatch): Generator<void, Vector[] | undefined> {
    const work = columnsOf(part);
    for (;;) {
      const step = part.length === 1 ? work.next() : pace.attempt(() => work.next());
      if (!step) return undefined;
      if (step.done) return step.value;
      yield;
    }
  }
  return function* (batch, emit) {
    for (let from = 0; from < batch.length; ) {
      const to = Math.min(batch.length, from + size);
      const part = to - from === batch.length ? batch : sliceBatch(batch, from, to);
      const bytes = cells.bytes;
      warnings.begin();
      const columns = yield* attempted(part);
      if (columns) {
        warnings.keep();
        size = Math.min(maxBatchRows, 2 * size);
        if (send(part, columns, emit) === 'finished') return 'finished';
        from = to;
      } else {
        warnings.forget();
        cells.resize(bytes);
        size = Math.max(1, (to - from) >> 3);
      }
      yield;
    }
    return 'needMore';
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
