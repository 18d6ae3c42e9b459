import { diagnose } from '../diagnostics/diagnostic.ts';
import { QueryError } from '../diagnostics/query-error.ts';

/** Work on rows that can be stopped. */
export interface Interruptible {
  /** Whether to stop, asked between rows, as in queries: then the writer throws a {@link QueryError} (SPL4013). */
  readonly interrupted?: () => boolean;
}

/** Rows between two questions whether to stop. */
const rowsPerLook = 256;

/** The numbers of rows from `from` to before `to`. @throws QueryError if the work is to stop */
export function* rowsBetween(from: number, to: number, { interrupted }: Interruptible): Generator<number> {
  for (let row = from; row < to; row++) {
    if ((row - from) % rowsPerLook === 0 && interrupted?.())
      throw new QueryError([diagnose('cancelled', { start: 0, end: 0 }, { by: 'its host' })], '');
    yield row;
  }
}
