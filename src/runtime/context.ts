import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../diagnostics/query-error.ts';
import { diagnosticOf, type RowError } from '../diagnostics/row-error.ts';
import type { Span } from '../diagnostics/span.ts';
import type { EvaluationContext } from '../functions/declaration.ts';
import type { Table } from '../vectors/table.ts';
import type { Limits } from './limits.ts';
import type { OperatorStats } from './stats.ts';

/** The state of one run of a query. */
export interface ExecutionContext {
  readonly evaluation: EvaluationContext;
  readonly limits: Limits;
  readonly maxBatchRows: number;
  /** Whether functions may use their batch kernels; otherwise every function runs by its meaning. */
  readonly kernels: boolean;
  /** Whether strings are dictionary-encoded when they are scanned, regardless of cost. */
  readonly dictionaryInputs: boolean;
  readonly onRowError: 'null' | 'fail';
  /** What a limit of the result does: fail the query, or end it with the rows so far and a warning. */
  readonly onLimit: 'fail' | 'partial';
  readonly tableOf: (name: string) => Table;
  readonly warnings: Warnings;
  readonly stats: OperatorStats[];
  /** Results of Shared nodes, by name. */
  readonly shared: Map<string, Table>;
}

interface FailureCount {
  count: number;
  readonly failure: RowError;
  readonly firstRow: number;
}

/** Collects the warnings of a run; failing cells are counted by span and reason. */
export class Warnings {
  readonly #diagnostics: Diagnostic[];
  readonly #failures = new Map<string, FailureCount>();

  /** `known`: the diagnostics of the query before it ran. */
  constructor(known: readonly Diagnostic[] = []) {
    this.#diagnostics = [...known];
  }

  add(diagnostic: Diagnostic): void {
    this.#diagnostics.push(diagnostic);
  }

  /** Counts a cell that became NULL. */
  countFailure(failure: RowError, row: number): void {
    const key = `${failure.kind} ${failure.span?.start} ${failure.span?.end}`;
    const known = this.#failures.get(key);
    if (known) known.count++;
    else this.#failures.set(key, { count: 1, failure, firstRow: row });
  }

  all(): readonly Diagnostic[] {
    // By their places in the query, so that the order does not depend on how the rows are batched.
    const inOrder = [...this.#failures.values()].sort((a, b) => comparePlaces(a, b) || a.firstRow - b.firstRow);
    const failures = inOrder.map(({ count, failure, firstRow }) => {
      const reason = `${failure.call ? `${failure.call}: ` : ''}${failure.reason}${count > 1 ? ' (the first)' : ''}`;
      return diagnose(
        'failed-cells',
        failure.span ?? nowhere,
        { count, reason },
        { help: `first in row ${firstRow + 1}; 'try(…)' silences it on purpose` },
      );
    });
    return [...this.#diagnostics, ...failures];
  }
}

function comparePlaces(a: FailureCount, b: FailureCount): number {
  const [first, second] = [a.failure.span ?? nowhere, b.failure.span ?? nowhere];
  return first.start - second.start || first.end - second.end;
}

const nowhere: Span = { start: 0, end: 0 };

/** The error of a failing cell that stops the query. */
export function failureError(failure: RowError, row: number): ExecutionAbort {
  const parameters = { call: failure.call ?? 'expression', reason: failure.reason };
  return new ExecutionAbort(diagnose(diagnosticOf(failure.kind), failure.span ?? nowhere, parameters, { help: `in row ${row + 1}` }));
}
