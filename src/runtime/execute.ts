import { diagnose } from '../diagnostics/diagnostic.ts';
import type { RenderSpec } from '../operators/bind/scope.ts';
import type { LogicalPlan } from '../operators/plan/plan.ts';
import { batchBytes } from '../vectors/record-batch.ts';
import { BatchBuffer } from './batch-buffer.ts';
import type { ExecutionContext } from './context.ts';
import { runPlan } from './driver.ts';
import { checkLimit } from './limits.ts';
import type { Emit } from './physical-operator.ts';
import { Result } from './results/result.ts';
import { ticking } from './ticking.ts';

/**
 * Runs a plan, whether its rows are collected or streamed: emits its batches to the sink, within the limits of
 * time and result. Yields between units of work.
 * @throws ExecutionAbort if a limit is reached, or a failing row stops the query.
 */
export function* executePlan(plan: LogicalPlan, context: ExecutionContext, sink: Emit): Generator<void> {
  const { limits, evaluation, warnings, onLimit } = context;
  let rows = 0;
  let bytes = 0;
  const work = runPlan(plan, context, (batch) => {
    rows += batch.length;
    bytes += batchBytes(batch);
    checkLimit('resultBytes', bytes, limits);
    if (rows <= limits.resultRows) return sink(batch);
    if (onLimit === 'fail') checkLimit('resultRows', rows, limits);
    warnings.add(diagnose('partial-result', plan.span, { limit: 'resultRows' }));
    sink(batch);
    return 'finished';
  });
  yield* ticking(work, evaluation);
}

/** Runs a plan and collects all of its rows in a result. */
export function* collectResult(plan: LogicalPlan, context: ExecutionContext, render: RenderSpec | undefined): Generator<void, Result> {
  const buffer = new BatchBuffer(plan.schema, context.evaluation.memory);
  yield* executePlan(plan, context, (batch) => {
    buffer.push(batch);
    return 'needMore';
  });
  const { stats, warnings, evaluation } = context;
  const table = yield* ticking(buffer.toTable(), evaluation);
  return new Result(table, warnings.all(), stats, evaluation.timeZone, render);
}
