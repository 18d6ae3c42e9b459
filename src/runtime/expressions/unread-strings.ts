import type { RowError } from '../../diagnostics/row-error.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { failureWarning } from '../../operators/expressions/interpret.ts';
import type { Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import type { RowErrors } from './evaluate-rows.ts';

/** A vector without the failures of strings that were read without the query saying so: they are counted, and ordinary NULLs. */
export function unreadAsNull(vector: Vector, { evaluation }: ExecutionContext, { span }: Expression): Vector {
  if (!vector.errors) return vector;
  const errors: RowErrors = new Map();
  for (const [row, failure] of vector.errors) {
    if (failure.reading) evaluation.report(failureWarning(failure, span));
    else errors.set(row, failure);
  }
  return { ...vector, errors: errors.size > 0 ? errors : undefined };
}

/** The failures of a vector that stop the query; undefined if there are none. */
export function stoppingErrors({ errors }: Vector, { onRowError }: ExecutionContext): ReadonlyMap<number, RowError> | undefined {
  return onRowError === 'fail' && errors && [...errors.values()].some((failure) => !failure.reading) ? errors : undefined;
}
