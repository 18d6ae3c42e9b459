import type { RecordBatch } from '../../vectors/record-batch.ts';
import { concatenate } from '../../vectors/take.ts';
import type { Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { splitter } from '../splitter.ts';
import type { Evaluator } from './evaluator.ts';

/** Computes a column over very many rows, and yields whenever that took a while. `use` gets the parts in order, as failures in them are counted from the first row on. */
export function* evaluateInParts(
  evaluate: Evaluator,
  batch: RecordBatch,
  context: ExecutionContext,
  use: (part: Vector, rowsBefore: number) => Vector,
): Generator<void, Vector> {
  const parts: Vector[] = [];
  let rows = 0;
  yield* splitter(context, (part) => {
    parts.push(use(evaluate(part), rows));
    rows += part.length;
    return 'needMore';
  })(batch);
  yield;
  const [first] = parts;
  return parts.length === 1 ? first! : first ? concatenate(first.type, parts) : evaluate(batch);
}
