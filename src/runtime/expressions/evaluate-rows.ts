import { RowError } from '../../diagnostics/row-error.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { locateError } from '../../operators/expressions/interpret.ts';
import type { DataType } from '../../types/data-type.ts';
import { createBuilder } from '../../vectors/builder.ts';
import type { Vector } from '../../vectors/vector.ts';
import { stepsPerLook } from '../evaluation.ts';

/** The failures of a vector, by row. */
export type RowErrors = Map<number, RowError>;

/** A flat vector of computed numbers. */
export function flatVector(
  type: DataType,
  values: Uint8Array | Int32Array | BigInt64Array | Float64Array,
  validity?: Uint8Array,
  errors?: ReadonlyMap<number, RowError>,
): Vector {
  return {
    encoding: 'flat',
    type,
    values,
    validity,
    length: values.length,
    errors: errors && errors.size > 0 ? errors : undefined,
  };
}

/** Rows between two looks at the clock. */
const rowsPerLook = 64;

/**
 * Computes a cell for every row; a failing cell becomes NULL with an entry in `errors`. Rows in `before` have already failed. `tick` is that of the query,
 * where a row may take long.
 */
export function evaluateRows(
  type: DataType,
  length: number,
  compute: (row: number) => unknown,
  before: ReadonlyMap<number, RowError> | undefined,
  source: Expression,
  tick?: (steps: number) => void,
): Vector {
  const builder = createBuilder(type, length);
  let errors: RowErrors | undefined = before && new Map(before);
  let row = 0;
  while (row < length) {
    try {
      while (row < length) {
        const end = tick ? Math.min(length, row + rowsPerLook) : length;
        for (; row < end; row++) builder.append(before?.has(row) ? null : compute(row));
        tick?.(stepsPerLook);
      }
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      locateError(error, source);
      errors ??= new Map();
      errors.set(row, error);
      builder.append(null);
      row++;
    }
  }
  return { ...builder.finish(), errors };
}
