import type { EvaluationContext } from '../functions/declaration.ts';
import { stepsPerLook } from './evaluation.ts';

/** Looks at the clock wherever the work yields. */
export function* ticking<T>(work: Generator<void, T>, { tick }: EvaluationContext): Generator<void, T> {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    tick(stepsPerLook);
    yield;
  }
}
