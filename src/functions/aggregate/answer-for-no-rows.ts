import { cellReader } from '../../vectors/vector.ts';
import type { AggregateCallSite, AggregateOverload } from '../declaration.ts';

/** What an aggregate answers for a group without rows: 0 for counts, NULL for most others. */
export function answerForNoRows(overload: AggregateOverload, call: AggregateCallSite): unknown {
  return cellReader(overload.accumulator(call).finish(0, 1))(0);
}
