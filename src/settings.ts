import type { Backend } from './backends/backend.ts';
import type { FunctionDeclaration, MemoryTracker } from './functions/declaration.ts';
import type { GeoProvider } from './functions/geo-provider.ts';
import type { HostCalls } from './functions/host-call.ts';
import type { Limits } from './runtime/limits.ts';
import type { LiveTable } from './vectors/live-table.ts';
import type { Table } from './vectors/table.ts';

/** The configuration of an engine. */
export interface EngineOptions {
  /** The tables that queries can read. A Map, or an object. Of a live table, a query sees the rows that were there when it began. */
  readonly tables?: Readonly<Record<string, Table | LiveTable>> | ReadonlyMap<string, Table | LiveTable>;
  /** User-defined functions, made with `defineScalar` and `defineAggregate`; for an engine of `logflume/core`, families of `logflume/families` too. */
  readonly functions?: readonly FunctionDeclaration[];
  /** The time zone in which times are read and shown: an IANA name or an offset. Default: `UTC`. */
  readonly timeZone?: string;
  /** The clock, in milliseconds since 1970. Default: `Date.now`. */
  readonly now?: () => number;
  /** The seed of `random()` and sampling. Default: 1. */
  readonly seed?: number;
  /** Whether reading a string as a number is an error instead of a warning. */
  readonly strict?: boolean;
  /**
   * What a column that no input has is: a mistake (the default), or NULL with one warning of the query, for saved queries over logs that do not
   * have every field every day. In `evaluate` it is always a mistake.
   */
  readonly unknownColumns?: 'error' | 'null';
  /** Whether column names are case-sensitive (default) or not, as in a query console. */
  readonly fieldNames?: 'sensitive' | 'insensitive';
  /** `'sls'`: all deviations of SLS at once; see the table in the guide on embedding. */
  readonly compatibility?: 'sls';
  /** What a failing cell does: become NULL and be counted (the default), or stop the query. */
  readonly onRowError?: 'null' | 'fail';
  /** The sources that `.name with(key = value, …)` reads: functions that load a table. */
  readonly sources?: Readonly<Record<string, DataSource>>;
  /** What answers `… | <family>-call <name>(…)`, by family and name: `entity-call get_trace(…)` asks `calls.entity.get_trace`. */
  readonly calls?: HostCalls;
  /** Locates IP addresses, for ip_to_city and related functions; without it these functions fail. */
  readonly geo?: GeoProvider;
  /**
   * Threads that aggregate rows of large tables for `query`, `run` and `stream`, beside the one that calls: 0 (the default) for none. Answers are the same to
   * the last digit. They are started when a query first has work for them; `engine.close()` ends them.
   */
  readonly workers?: number;
  /** Databases whose tables queries can read too, made by `duckdb(…)` of `logflume/duckdb` and the like; a table of `tables` hides one of the same name. */
  readonly backends?: readonly Backend[];
  readonly limits?: Partial<Limits>;
  /** What queries see of tables, by the name of the table, also where it is replaced later; by `.name` of what a source loads. */
  readonly policies?: Readonly<Record<string, TablePolicy>> | ReadonlyMap<string, TablePolicy>;
  /** Switches for tests and benchmarks; they never change a result. */
  readonly execution?: ExecutionOptions;
}

/**
 * What queries see of a table: as if it had only these rows and columns. Expressions are of the language and read the columns of the whole table;
 * in them `?name` reads the `context` of the query, which its source cannot set.
 */
export interface TablePolicy {
  /** Only rows for which this is true are there: not where it is NULL or fails. */
  readonly rows?: string;
  /** Columns that are not there. */
  readonly hide?: readonly string[];
  /** Columns with another value in place of their own; a mask that fails is NULL. */
  readonly masks?: Readonly<Record<string, string>>;
}

/** Loads the rows of `.name with(…)`; an error that it throws becomes the reason of an SPL5001. */
export type DataSource = (
  args: Readonly<Record<string, unknown>>,
  context: {
    /** The query window in nanoseconds since 1970, the end exclusive; undefined if the query has none. */
    readonly window: { readonly begin: bigint; readonly end: bigint } | undefined;
    readonly signal: AbortSignal | undefined;
    /** The clock of the engine: nanoseconds since 1970 when the query started. */
    readonly now: bigint;
    /** Called from long loops with the steps taken; throws when the query must stop. */
    readonly tick: (steps?: number) => void;
    /** The account of what the query keeps in memory. */
    readonly memory: MemoryTracker;
  },
) => Table | Promise<Table>;

/** How queries run; none of these changes a result. */
export interface ExecutionOptions {
  readonly optimize?: boolean;
  readonly maxBatchRows?: number;
  /** Off: every function runs by its meaning, row by row. */
  readonly kernels?: boolean;
  /** On: every string column is dictionary-encoded when it is scanned. */
  readonly dictionaryInputs?: boolean;
  /** Workers take part in reading tables of at least so many rows. Default: 200,000. */
  readonly minWorkerRows?: number;
}

/** What a backend has read for a query so far. */
export interface QueryProgress {
  readonly backend: string;
  /** Rows of its tables that it has read, as it counts them. */
  readonly rowsRead: number;
  /** How many it will have read, where it knows. */
  readonly totalRows: number | undefined;
  /** Rows of the answer that have come. */
  readonly rowsReceived: number;
}

/** The options of one query. */
export interface QueryOptions {
  /** The table that `*` and a search read. Default: the only one, or the one named `logs`. */
  readonly from?: string;
  /** Values of the `?name` parameters; never parsed as source. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Values of `?name` in the policies of tables, such as the tenant who asks; not to be read by the source. */
  readonly context?: Readonly<Record<string, unknown>>;
  /**
   * The query window; the end is exclusive, numbers are nanoseconds since 1970. Of every table that the query reads (by `*`, `$name`, a source, in
   * datasets, subqueries and both sides of joins), only rows whose `__time__` lies in it are there, as in SLS. `__time__` is in seconds, to which
   * `__time_ns_part__` adds, a TIMESTAMP, a DATE, or a string of one; rows where it is NULL are left out, and a table without such a column stays whole.
   * `'sls_begin_time'` and `'sls_end_time'` are its bounds.
   */
  readonly window?: { readonly begin: Date | bigint; readonly end: Date | bigint };
  readonly signal?: AbortSignal;
  /**
   * Asked together with the clock, many times a second and also where the event loop does not turn: within one cell, while constants are computed, in
   * `querySync`. True cancels the query. Another thread can set what it reads, by a SharedArrayBuffer.
   */
  readonly interrupted?: () => boolean;
  readonly limits?: Partial<Limits>;
  readonly onRowError?: 'null' | 'fail';
  /**
   * What reaching `resultRows` does: stop with an error (the default), or return the rows so far with a warning. Where a shard of a backend's cluster cannot be reached, `partial` is the answer of the
   * others, with a warning that says which.
   */
  readonly onLimit?: 'fail' | 'partial';
  /** Called a few times a second while a backend works, with what it has read; an error that it throws stops the query. */
  readonly onProgress?: (progress: QueryProgress) => void;
}
