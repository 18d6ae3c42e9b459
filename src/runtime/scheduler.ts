import { diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../diagnostics/query-error.ts';
import type { Pace } from './pace.ts';
import { othersRun, turn } from './turns.ts';

/** How long work may run before others get a turn, in milliseconds. */
const timeSliceMs = 12;

/** The error of a query that its signal, or whatever else, stopped. */
export function cancelled(by = 'its signal'): ExecutionAbort {
  return new ExecutionAbort(diagnose('cancelled', { start: 0, end: 0 }, { by }));
}

/** Lets others run if work has taken a while since then; answers since when the next work takes. @throws ExecutionAbort if the signal is aborted. */
export async function turnIfDue(since: number, signal: AbortSignal | undefined): Promise<number> {
  if (performance.now() - since > timeSliceMs) await turn();
  else if (!signal?.aborted) return since;
  if (signal?.aborted) throw cancelled();
  return performance.now();
}

/** Runs work to its end without interruption. */
export function runSync<T>(work: Iterator<void, T>): T {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** Runs work that has no limit per turn, such as compiling, and lets others run between its steps. @throws ExecutionAbort if the signal is aborted. */
export async function runInTurns<T>(work: Iterator<void, T>, signal: AbortSignal | undefined, pace: Pace): Promise<T> {
  let since = performance.now();
  for (;;) {
    pace.resume();
    const step = work.next();
    pace.endTurn();
    since = await turnIfDue(since, signal);
    if (step.done) return step.value;
  }
}

/**
 * Runs work in time slices, so that the page or the server stays responsive, and yields between units of work.
 * @throws ExecutionAbort if the signal is aborted.
 */
export async function* stepCooperatively<T>(work: Iterator<void, T>, signal: AbortSignal | undefined, pace: Pace): AsyncGenerator<void, T> {
  if (othersRun()) await turn();
  let since = performance.now();
  for (;;) {
    if (signal?.aborted) throw cancelled();
    pace.beginTurn();
    const step = work.next();
    pace.endTurn();
    if (step.done) return step.value;
    yield;
    if (performance.now() - since > timeSliceMs) {
      await turn();
      since = performance.now();
    }
  }
}

/** Runs work to its end in time slices. @throws ExecutionAbort if the signal is aborted. */
export async function runCooperatively<T>(work: Iterator<void, T>, signal: AbortSignal | undefined, pace: Pace): Promise<T> {
  const steps = stepCooperatively(work, signal, pace);
  for (;;) {
    const step = await steps.next();
    if (step.done) return step.value;
  }
}
