import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../diagnostics/query-error.ts';
import { diagnosticOf, type RowError } from '../diagnostics/row-error.ts';
import type { Span } from '../diagnostics/span.ts';
import { seriesTime } from '../functions/datetime/series-time.ts';
import type { CallWarning, EvaluationContext } from '../functions/declaration.ts';
import type { LogicalPlan } from '../operators/plan/plan.ts';
import { readingOf } from '../types/written-quantity.ts';
import type { Table } from '../vectors/table.ts';
import type { Limits } from './limits.ts';
import type { Reservation } from './memory.ts';
import type { Pace } from './pace.ts';
import type { ComputedFragment, PartSink } from './parallel/parts.ts';
import type { OperatorStats } from './stats.ts';

/** The state of one run of a query. */
export interface ExecutionContext {
  readonly evaluation: EvaluationContext;
  readonly pace: Pace;
  /** The reservation of the large cells of a batch. */
  readonly cells: Reservation;
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
  /** The rows that backends answered, by the Remote node that asked for them. */
  readonly remote?: ReadonlyMap<LogicalPlan, Table>;
  /** The rows that the host answered, by the key of the HostCall node that asked for them. */
  readonly hostAnswers?: ReadonlyMap<symbol, Table>;
  /** What there was to say of the rows that these calls got. */
  readonly hostWarnings?: Warnings;
  /** What is to be said of their answers, such as which shards did not. */
  readonly remoteWarnings?: readonly Diagnostic[];
  /** What other threads found, by the Aggregate node that they ran. */
  readonly computed?: ReadonlyMap<LogicalPlan, ComputedFragment>;
  /** What is known of nodes before the query runs, by the node: of a query that was answered before. */
  readonly kept?: ReadonlyMap<LogicalPlan, Table>;
  /** Where this thread is such another: takes what the Aggregate finds. */
  readonly partSink?: PartSink;
}

interface FailureCount {
  count: number;
  readonly failure: RowError;
  readonly firstRow: number;
}

/** Collects the warnings of a run; failing cells and the warnings of calls are counted by span. */
export class Warnings {
  readonly #diagnostics: Diagnostic[];
  readonly #failures = new Map<string, FailureCount>();
  readonly #calls = new Map<string, CallWarning & { count: number }>();
  /** What was counted since `begin`, until it is known whether that is kept. */
  #pending: (() => void)[] | undefined;

  /** `known`: the diagnostics of the query before it ran. */
  constructor(known: readonly Diagnostic[] = []) {
    this.#diagnostics = [...known];
  }

  /** Adds a diagnostic, unless another part of the plan said the same of the same place. */
  add(diagnostic: Diagnostic): void {
    const { name, span, message } = diagnostic;
    const isKnown = (other: Diagnostic): boolean =>
      other.name === name && other.span.start === span.start && other.span.end === span.end && other.message === message;
    if (!this.#diagnostics.some(isKnown)) this.#diagnostics.push(diagnostic);
  }

  /** Begins to count what may have to be forgotten. */
  begin(): void {
    this.#pending = [];
  }

  /** Counts what was pending. */
  keep(): void {
    const pending = this.#pending ?? [];
    this.#pending = undefined;
    for (const count of pending) count();
  }

  /** Forgets what was pending. */
  forget(): void {
    this.#pending = undefined;
  }

  /** Counts at once what a computation warns of, whose result is kept although what is pending may be forgotten; nothing if it does not end. */
  settle<T>(compute: () => T): T {
    const outer = this.#pending;
    this.#pending = [];
    try {
      const result = compute();
      this.keep();
      return result;
    } finally {
      this.#pending = outer;
    }
  }

  /** Counts a cell that became NULL. */
  countFailure(failure: RowError, row: number): void {
    if (this.#pending) {
      this.#pending.push(() => this.countFailure(failure, row));
      return;
    }
    const key = `${failure.kind} ${failure.span?.start} ${failure.span?.end}`;
    const known = this.#failures.get(key);
    if (known) known.count++;
    else this.#failures.set(key, { count: 1, failure, firstRow: row });
  }

  /** Adds what a call warns of to what it warned of before. */
  countCall(warning: CallWarning): void {
    if (this.#pending) {
      this.#pending.push(() => this.countCall(warning));
      return;
    }
    const key = `${warning.name} ${warning.span.start} ${warning.span.end}`;
    const known = this.#calls.get(key);
    if (known) known.count += warning.count;
    else this.#calls.set(key, { ...warning });
  }

  all(): readonly Diagnostic[] {
    // In the order of the query: which batch warned first depends on the size of batches.
    const calls = [...this.#calls.values()]
      .map(({ name, span, help, ...parameters }) => diagnose(name, span, parameters, { help: help ?? helpOf(name, parameters.call) }))
      .sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end || (a.code < b.code ? -1 : 1));
    const inOrder = [...this.#failures.values()].sort((a, b) => comparePlaces(a, b) || a.firstRow - b.firstRow);
    const failures = inOrder.map(({ count, failure, firstRow }) => {
      const reason = `${failure.call ? `${failure.call}: ` : ''}${failure.reason}${count > 1 ? ' (the first)' : ''}`;
      return diagnose('failed-cells', failure.span ?? nowhere, { count, reason }, { help: failureHelp(failure, firstRow) });
    });
    return [...this.#diagnostics, ...calls, ...failures];
  }
}

/** What to do about failing cells: strings that can be read in another way are shown how. */
function failureHelp({ text }: RowError, firstRow: number): string {
  const reading = text === undefined ? undefined : readingOf(text);
  return reading ? `write ${reading}; first in row ${firstRow + 1}` : `first in row ${firstRow + 1}; 'try(…)' silences it on purpose`;
}

function comparePlaces(a: FailureCount, b: FailureCount): number {
  const [first, second] = [a.failure.span ?? nowhere, b.failure.span ?? nowhere];
  return first.start - second.start || first.end - second.end;
}

const callHelp: Readonly<Record<CallWarning['name'], string>> = {
  'suspicious-time-unit': "convert them before make-series: '| extend t = epoch_nanos(t)' reads seconds, milliseconds and microseconds",
  'no-answer': "the member 'error_msg' of each result says why",
  'unordered-series-times': 'results are in the order of the arguments',
  'repeated-series-times': 'each of them counts as a point of its own; aggregate by time first to have one',
  'failed-cells': "they are NULL here; 'try(…)' silences it on purpose",
  'lost-digits': 'json_number(…) keeps all digits; cast(… as bigint) computes with whole numbers',
  'quantities-as-strings': 'read them before they are ordered',
  'numbers-as-strings': 'write the number without quotes, or try_cast(… as double)',
  'digits-as-times':
    'write epoch_nanos(try_cast(… as bigint)) or from_unixtime(try_cast(… as double)); a cast to timestamp does not read digits',
  'missing-series-points': "they count as missing values; 'make-series … step …' with a 'default' fills them",
};

/** What to do about the warning of a call. */
const helpOf = (name: CallWarning['name'], call: string): string =>
  name === 'suspicious-time-unit' && call !== seriesTime.name
    ? 'convert them before array_agg: epoch_nanos(t) reads seconds, milliseconds and microseconds'
    : callHelp[name];

/** The same context with warnings of its own, which the calls of the query report to as well. */
export function withWarnings(context: ExecutionContext, warnings: Warnings): ExecutionContext {
  return { ...context, warnings, evaluation: { ...context.evaluation, report: (warning) => warnings.countCall(warning) } };
}

const nowhere: Span = { start: 0, end: 0 };

/** The error of a failing cell that stops the query. */
export function failureError(failure: RowError, row: number): ExecutionAbort {
  const parameters = { call: failure.call ?? 'expression', reason: failure.reason };
  return new ExecutionAbort(diagnose(diagnosticOf(failure.kind), failure.span ?? nowhere, parameters, { help: `in row ${row + 1}` }));
}
