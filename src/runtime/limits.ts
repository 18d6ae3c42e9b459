import type { DiagnosticName } from '../diagnostics/catalogue.ts';
import { diagnose } from '../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../diagnostics/query-error.ts';

/** What a query may use; reaching one stops it with a 4xxx diagnostic that names the limit. */
export interface Limits {
  /** Characters of source. */
  readonly textLength: number;
  /** Words, numbers, strings and signs of the source. */
  readonly tokens: number;
  /** Levels of nested brackets and operators. */
  readonly depth: number;
  /** Operators in a row, such as `a + b + c`; `and`, `or` and lists have no such limit. */
  readonly chain: number;
  /** Members and elements of one type, all levels together. */
  readonly typeParts: number;
  /** Commands in one pipeline. */
  readonly stages: number;
  /** Columns of one stage. */
  readonly columns: number;
  /** Rows read from tables. */
  readonly rowsScanned: number;
  /** Rows that a query takes over from backends, all its parts together; where their number can be asked for, it is asked for first. */
  readonly maxRowsTransferred: number;
  /** Groups of one `stats`. */
  readonly groups: number;
  /** Estimated bytes in use at one time by groups, aggregates, sorts, series, joins, datasets and the result, and by the computed strings and arrays of one batch. */
  readonly bytes: number;
  /** Characters of one computed string, or elements of one computed array; a larger cell fails and becomes NULL. */
  readonly cellSize: number;
  readonly resultRows: number;
  readonly resultBytes: number;
  /** Points of one series; all series together may have 100 times as many. */
  readonly seriesPoints: number;
  /** Characters of one regular expression. */
  readonly regexpLength: number;
  /** The `total` of a query's estimated cost, in cells; checked before it runs. */
  readonly maxCost: number;
  /** Milliseconds from the call on, also those in which others have their turn. */
  readonly wallTime: number;
  /** Milliseconds that the query itself works; those in which others have their turn, or a source is loaded, do not count. */
  readonly workTime: number;
  /** Milliseconds that `query` and `stream` may compute before signals and other work of the process have their turn, where that cannot be divided, as in one cell. */
  readonly turnTime: number;
}

/** The default limits: generous for trusted queries, safe for untrusted ones. */
export const defaultLimits: Limits = {
  textLength: 1_000_000,
  tokens: 50_000,
  depth: 100,
  chain: 1000,
  typeParts: 10_000,
  stages: 100,
  columns: 10_000,
  rowsScanned: 1_000_000_000,
  maxRowsTransferred: 10_000_000,
  groups: 10_000_000,
  bytes: 2_000_000_000,
  cellSize: 10_000_000,
  resultRows: 10_000_000,
  resultBytes: 2_000_000_000,
  seriesPoints: 2 ** 20,
  regexpLength: 10_000,
  maxCost: Number.POSITIVE_INFINITY,
  wallTime: 300_000,
  workTime: Number.POSITIVE_INFINITY,
  turnTime: 5000,
};

/**
 * Limits for queries of strangers on a server that answers others meanwhile: no query holds the process for longer than about 50 ms at a time, nor computes for longer
 * than ten seconds.
 */
export const untrustedLimits: Limits = {
  textLength: 100_000,
  tokens: 5_000,
  depth: 50,
  chain: 500,
  typeParts: 1_000,
  stages: 50,
  columns: 2_000,
  rowsScanned: 100_000_000,
  maxRowsTransferred: 1_000_000,
  groups: 1_000_000,
  bytes: 256_000_000,
  cellSize: 1_000_000,
  resultRows: 100_000,
  resultBytes: 64_000_000,
  seriesPoints: 2 ** 17,
  regexpLength: 1_000,
  maxCost: Number.POSITIVE_INFINITY,
  wallTime: 10_000,
  workTime: 10_000,
  turnTime: 35,
};

const diagnosticOfLimit = {
  columns: 'limit-columns',
  rowsScanned: 'limit-rows-scanned',
  groups: 'limit-groups',
  bytes: 'limit-bytes',
  resultRows: 'limit-result-rows',
  resultBytes: 'limit-result-bytes',
  wallTime: 'limit-wall-time',
  workTime: 'limit-work-time',
} as const satisfies Partial<Record<keyof Limits, DiagnosticName>>;

/** A limit that is checked while a query runs; the others are checked while it is parsed and bound. */
export type RuntimeLimit = keyof typeof diagnosticOfLimit;

/** Stops the query if it uses more than a limit allows. @throws ExecutionAbort that names the limit. */
export function checkLimit(name: RuntimeLimit, used: number, limits: Pick<Limits, RuntimeLimit>): void {
  if (!(used <= limits[name])) throw limitError(name, limits); // also where the limit is not a number
}

/** The error of a query that uses more than a limit allows. */
export const limitError = (name: RuntimeLimit, limits: Pick<Limits, RuntimeLimit>): ExecutionAbort =>
  new ExecutionAbort(diagnose(diagnosticOfLimit[name], { start: 0, end: 0 }, { limit: limits[name] }));
