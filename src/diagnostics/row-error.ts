import type { DiagnosticName } from './catalogue.ts';
import type { Span } from './span.ts';

/** Why a cell could not be computed. */
export type FailureKind = 'DIVISION_BY_ZERO' | 'NUMERIC_VALUE_OUT_OF_RANGE' | 'INVALID_FUNCTION_ARGUMENT' | 'INVALID_CAST_ARGUMENT';

/**
 * The failure of one cell. Functions throw it for a row; the evaluator keeps it next to the cell until an operator needs
 * the value, so that `try` and unreached branches can absorb it. Not an Error: a failing cell does not pay for a stack trace.
 */
export class RowError {
  readonly kind: FailureKind;
  readonly reason: string;
  /** The part of the query that failed; filled in by the evaluator. */
  span: Span | undefined;
  call: string | undefined;
  /**
   * Whether a string was read as a number or a time without the query saying so. Such a cell is NULL for whatever distinguishes NULL from a failure
   * (CASE, COALESCE, ARRAY[…]), never stops a query, and is counted.
   */
  reading: boolean;
  /** The string that could not be read, where that is the failure. */
  readonly text: string | undefined;

  constructor(kind: FailureKind, reason: string, text?: string) {
    this.kind = kind;
    this.reason = reason;
    this.text = text;
    this.span = undefined;
    this.call = undefined;
    this.reading = false;
  }
}

/** The name of the diagnostic for a failure. */
export function diagnosticOf(kind: FailureKind): DiagnosticName {
  switch (kind) {
    case 'DIVISION_BY_ZERO':
      return 'division-by-zero';
    case 'NUMERIC_VALUE_OUT_OF_RANGE':
      return 'value-out-of-range';
    case 'INVALID_CAST_ARGUMENT':
      return 'cast-failed';
    default:
      return 'invalid-argument';
  }
}

/** Fails the current row: an argument has a value that the function does not accept. */
export function invalidArgument(reason: string): never {
  throw new RowError('INVALID_FUNCTION_ARGUMENT', reason);
}

/** Fails the current row: a number is out of the range of its type. */
export function outOfRange(reason: string): never {
  throw new RowError('NUMERIC_VALUE_OUT_OF_RANGE', reason);
}

/** Fails the current row: an integer is divided by zero. */
export function divisionByZero(): never {
  throw new RowError('DIVISION_BY_ZERO', 'division by zero');
}

/** Fails the current row: a value cannot be cast. `text` is the string that cannot, for advice on how such strings are read. */
export function invalidCast(reason: string, text?: string): never {
  throw new RowError('INVALID_CAST_ARGUMENT', reason, text);
}
