import { diagnose } from '../diagnostics/diagnostic.ts';
import { QueryFailure } from '../diagnostics/query-error.ts';

/** How long work may go on before others get a turn, in milliseconds. */
const turn = 12;

function cancelled(): QueryFailure {
  return new QueryFailure(diagnose('SPL4013', { start: 0, end: 0 }, { by: 'its signal' }));
}

/** Runs work to its end in one go. */
export function runNow(work: Iterator<void>): void {
  while (!work.next().done);
}

/** Runs work in short turns, so that the page or the server stays responsive and the signal can stop it. */
export async function* runInTurns(work: Iterator<void>, signal: AbortSignal | undefined): AsyncGenerator<void> {
  let since = performance.now();
  for (;;) {
    if (signal?.aborted) throw cancelled();
    if (work.next().done) return;
    yield;
    if (performance.now() - since > turn) {
      await new Promise((resolve) => setTimeout(resolve));
      since = performance.now();
    }
  }
}
