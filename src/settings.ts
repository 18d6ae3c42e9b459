import type { FunctionDeclaration } from './functions/declaration.ts';
import type { GeoProvider } from './functions/geo-provider.ts';
import type { Limits } from './runtime/limits.ts';
import type { Table } from './vectors/table.ts';

/** How an engine is set up. */
export interface EngineOptions {
  /** The tables that queries can read. A Map, or an object. */
  readonly tables?: Readonly<Record<string, Table>> | ReadonlyMap<string, Table>;
  /** Functions of the host's own, made with `defineScalar` and `defineAggregate`. */
  readonly functions?: readonly FunctionDeclaration[];
  /** The session zone in which times are read and shown: an IANA name or an offset. `UTC` unless given. */
  readonly timeZone?: string;
  /** The clock, in milliseconds since 1970. `Date.now` unless given. */
  readonly now?: () => number;
  /** Seeds `random()` and sampling. 1 unless given. */
  readonly seed?: number;
  /** Whether reading text as a number is an error instead of a warning. */
  readonly strict?: boolean;
  /** Whether column names ignore case, as in a query console. */
  readonly fieldNames?: 'sensitive' | 'insensitive';
  /** `'sls'`: everything as SLS has it, all together; see the table in the guide on embedding. */
  readonly compatibility?: 'sls';
  /** What a failing cell does: become NULL and be counted (the default), or stop the query. */
  readonly onRowError?: 'null' | 'fail';
  /** Where `.name with(key = value, …)` reads from: functions that load a table. */
  readonly sources?: Readonly<Record<string, DataSource>>;
  /** Finds the place of an IP address, for ip_to_city and its kin; without one these functions fail. */
  readonly geo?: GeoProvider;
  readonly limits?: Partial<Limits>;
  /** Switches for tests and benchmarks; they never change an answer. */
  readonly execution?: ExecutionOptions;
}

/** Loads the rows of `.name with(…)`; what it throws becomes the reason of an SPL5001. */
export type DataSource = (
  args: Readonly<Record<string, unknown>>,
  context: {
    /** The query window in nanoseconds since 1970, the end exclusive, where the query was given one. */
    readonly window: { readonly begin: bigint; readonly end: bigint } | undefined;
    readonly signal: AbortSignal | undefined;
  },
) => Table | Promise<Table>;

/** How queries run; none of these changes an answer. */
export interface ExecutionOptions {
  readonly optimize?: boolean;
  readonly maxBatchRows?: number;
  /** Off: every function runs by its plain meaning, row by row. */
  readonly kernels?: boolean;
  /** On: every text column is dictionary-encoded when it is scanned. */
  readonly dictionaryInputs?: boolean;
}

/** What one query is given. */
export interface QueryOptions {
  /** The table that `*` and a search read; the only one, or the one named `logs`, unless given. */
  readonly from?: string;
  /** Values of the `?name` parameters; never read as text of the language. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** The query window, for 'sls_begin_time' and 'sls_end_time'; the end is exclusive. */
  readonly window?: { readonly begin: Date | bigint; readonly end: Date | bigint };
  readonly signal?: AbortSignal;
  readonly limits?: Partial<Limits>;
  readonly onRowError?: 'null' | 'fail';
  /** What reaching `resultRows` does: stop with an error (the default), or give what there is with a warning. */
  readonly onLimit?: 'fail' | 'partial';
}
