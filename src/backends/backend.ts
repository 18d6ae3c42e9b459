import type { Span } from '../diagnostics/span.ts';
import type { LogicalPlan, RemoteStatement, RemoteTableDefinition } from '../operators/plan/plan.ts';
import type { Schema } from '../types/data-type.ts';
import type { TimeZone } from '../types/time-zone.ts';
import type { RecordBatch } from '../vectors/record-batch.ts';

/** A table whose rows lie in a backend, which computes what it can of a query where they lie. */
export interface RemoteTable {
  readonly backend: Backend;
  readonly name: string;
  readonly schema: Schema;
}

/** What keeps a part of a query out of a backend. */
export interface PortabilityNote {
  readonly backend: string;
  /** The stage or expression that runs here. */
  readonly span: Span;
  /** What it is, such as `function 'soundex'`. */
  readonly what: string;
  readonly reason: string;
  /** What would let it run in the backend, where there is something. */
  readonly rewrite?: string;
}

/** How a plan is divided between backends and the engine. */
export interface DivisionOptions {
  /** The table of this backend that a name means in the query; undefined for other tables. */
  readonly tableOf: (name: string) => RemoteTable | undefined;
  readonly timeZone: TimeZone;
  /** Whether more than the reading of tables is given to the backend. */
  readonly optimize: boolean;
  /** Whether a statement may fail where a cell fails. */
  readonly mayFail: boolean;
}

/** Plans whose largest exactly translatable parts are Remote nodes. */
export interface Division {
  readonly plans: readonly LogicalPlan[];
  readonly notes: readonly PortabilityNote[];
}

/** What a run of a statement may use. */
export interface RunOptions {
  readonly signal: AbortSignal;
  /** Milliseconds that are left of the query. */
  readonly timeout: number;
  /** The most rows that the answer may have. */
  readonly maxRows: number;
  /** Bytes that the engine may use, which bounds the backend's own memory where it can be told. */
  readonly maxBytes: number;
  /** Whether shards that cannot be reached are left out. */
  readonly skipShards: boolean;
  /** Called now and then with the rows that the backend has read, and those that it will have read as far as it knows. */
  readonly onProgress?: (rowsRead: number, totalRows: number | undefined) => void;
}

/** The shards of a cluster: which of them answer. */
export interface Shards {
  readonly cluster: string;
  readonly answering: readonly string[];
  readonly missing: readonly string[];
}

/** Where tables lie that are too large for the process: a database, or files that one reads. Made by `duckdb(…)` or `clickhouse(…)`. */
export interface Backend {
  /** How messages and plans call it; each backend of an engine has its own. */
  readonly name: string;
  /** Reads the catalogue: the tables by name. */
  tables(): Promise<ReadonlyMap<string, RemoteTable>>;
  /** Divides plans, which share nodes, between this backend and the engine. */
  divide(plans: readonly LogicalPlan[], options: DivisionOptions): Division;
  /** The rows of a statement, which have the schema. @throws BackendError */
  run(statement: RemoteStatement, schema: Schema, options: RunOptions): AsyncIterable<RecordBatch>;
  /** The number of rows of a statement. @throws BackendError */
  count(text: string, options: RunOptions): Promise<number>;
  /** The shards of the clusters over which tables are spread; those of one machine have none. @throws BackendError */
  shards?(tables: readonly RemoteTableDefinition[], signal: AbortSignal): Promise<readonly Shards[]>;
  /** Ends what the backend started itself. */
  close(): Promise<void>;
}

/** `changed`: a table, or the answer, has other columns than the catalogue said; `rows`, `memory`: more than `maxRows` or `maxBytes`; `failed`: any other reason. */
export type BackendErrorKind = 'failed' | 'changed' | 'rows' | 'memory';

/** Thrown by a backend that cannot answer; the message has its own words. */
export class BackendError extends Error {
  override readonly name = 'BackendError';
  readonly kind: BackendErrorKind;

  constructor(message: string, kind: BackendErrorKind = 'failed', options?: ErrorOptions) {
    super(message, options);
    this.kind = kind;
  }
}
