import type { DuckDBConnection, DuckDBInstance, DuckDBResultReader } from '@duckdb/node-api';
import { reasonOf } from '../../diagnostics/as-query-error.ts';
import type { RemoteStatement, RemoteTableDefinition } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { type Backend, BackendError, type RemoteTable, type RunOptions } from '../backend.ts';
import type { SqlTable } from '../sql/dialect.ts';
import { dividePlans } from '../sql/divide.ts';
import { duckdbDialect } from '../sql/duckdb.ts';
import { duckdbString, duckdbType } from '../sql/duckdb-literal.ts';
import { isReserved } from '../sql/select.ts';
import { duckdbName, isTimeType, parquetSql, readColumn, timeColumns } from './catalogue.ts';
import { batchOfChunk } from './chunks.ts';

/** Parquet files that are read as one table. */
export interface ParquetSource {
  readonly glob: string;
  readonly hivePartitioning: boolean;
}

/** The Parquet files of a path or glob, on disk or in S3, as a table; with `hivePartitioning`, folders such as `day=2026-01-31` are columns, and those that a condition excludes are not opened. */
export const parquet = (glob: string, options: { readonly hivePartitioning?: boolean } = {}): ParquetSource => ({
  glob,
  hivePartitioning: options.hivePartitioning ?? false,
});

/** How tables of DuckDB are read. */
export interface DuckdbOptions {
  /** The database: a file, `:memory:` (the default), or an instance that the host opened and closes. */
  readonly database?: string | DuckDBInstance;
  /** How messages and plans call the backend. Default: `duckdb`. */
  readonly name?: string;
  /** Which tables and views of the database queries see. Default: all of the schema `main`. */
  readonly tables?: readonly string[];
  /** Further tables, by name: files. */
  readonly files?: Readonly<Record<string, ParquetSource>>;
  /** By table, the column of times that is `__time__` (seconds) and `__time_ns_part__` in queries; conditions on these skip parts of the table. */
  readonly time?: Readonly<Record<string, string>>;
  /**
   * By table, a column that orders its rows and has no value twice, or `rowid`, the order in which they were inserted. Then groups are in the order of their first rows, `limit` and `dedup` keep the first
   * rows, and ties of a `sort` stay in order, as over tables of the engine. Without it the rows of a table have no order.
   */
  readonly order?: Readonly<Record<string, string>>;
  /** Whether sums and means of doubles may be computed by DuckDB, whose last digits depend on its threads. Default: `exact`. */
  readonly sums?: 'exact' | 'fast';
  /** Whether approximate aggregates may be those of DuckDB. Default: `engine`. */
  readonly approximate?: 'engine' | 'backend';
  /** Settings of the session, such as `{ threads: 4 }`; of a database that the host opened, they are settings of its own. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

/** The tables, views and Parquet files of DuckDB. Needs the package `@duckdb/node-api`. */
export function duckdb(options: DuckdbOptions = {}): Backend {
  const { name = 'duckdb', sums = 'exact', approximate = 'engine' } = options;
  const tolerance = { sums, approximate };
  const dialect = { ...duckdbDialect, name };
  let opened: Promise<Opened> | undefined;
  const open = (): Promise<Opened> => {
    opened ??= openDatabase(options);
    opened.catch(() => (opened = undefined));
    return opened;
  };

  const backend: Backend = {
    name,

    async tables() {
      const { instance } = await open();
      const connection = await connect(instance, options);
      try {
        const found = new Map<string, RemoteTable>();
        for (const [table, from] of await relations(connection, options)) {
          const described = await tableOf(backend, connection, table, from, options);
          if (described) found.set(table, described);
        }
        return found;
      } catch (error) {
        throw new BackendError(reasonOf(error), 'failed', { cause: error });
      } finally {
        connection.closeSync();
      }
    },

    divide: (plans, division) => dividePlans(plans, dialect, tolerance, division),

    async *run({ text, tables }: RemoteStatement, schema: Schema, run: RunOptions) {
      const { instance } = await open();
      yield* rowsOf(instance, options, { text, tables }, schema, run);
    },

    async count(text, run) {
      const { instance } = await open();
      for await (const batch of rowsOf(instance, options, { text, tables: [] }, [{ name: 'count', type: { kind: 'bigint' } }], run)) {
        const [column] = batch.columns;
        if (column?.encoding === 'flat') return Number(column.values[0]);
      }
      return 0;
    },

    async close() {
      const database = await opened?.catch(() => undefined);
      opened = undefined;
      if (database?.owned) database.instance.closeSync();
    },
  };
  return backend;
}

/** A database, and whether the backend opened it itself. */
interface Opened {
  readonly instance: DuckDBInstance;
  readonly owned: boolean;
}

async function openDatabase({ database = ':memory:' }: DuckdbOptions): Promise<Opened> {
  if (typeof database !== 'string') return { instance: database, owned: false };
  try {
    const { DuckDBInstance } = await import('@duckdb/node-api');
    return { instance: await DuckDBInstance.create(database), owned: true };
  } catch (error) {
    throw new BackendError(reasonOf(error), 'failed', { cause: error });
  }
}

/** A connection whose numbers follow IEEE 754. */
async function connect(instance: DuckDBInstance, { settings = {} }: DuckdbOptions): Promise<DuckDBConnection> {
  const connection = await instance.connect();
  const all = { ...settings, ieee_floating_point_ops: true, TimeZone: 'UTC' };
  for (const [setting, value] of Object.entries(all))
    await connection.run(`SET ${duckdbName(setting)} = ${typeof value === 'string' ? duckdbString(value) : value}`);
  return connection;
}

/** What queries see, and how it is read. */
async function relations(connection: DuckDBConnection, { tables, files = {} }: DuckdbOptions): Promise<ReadonlyMap<string, string>> {
  const reader = await connection.runAndReadAll(
    "SELECT table_name FROM information_schema.tables WHERE table_schema = 'main' ORDER BY ALL",
  );
  const names = reader.getRows().map(([table]) => String(table));
  const seen = tables ? names.filter((table) => tables.includes(table)) : names;
  return new Map([
    ...seen.map((table) => [table, duckdbName(table)] as const),
    ...Object.entries(files).map(([table, { glob, hivePartitioning }]) => [table, parquetSql(glob, hivePartitioning)] as const),
  ]);
}

async function tableOf(
  backend: Backend,
  connection: DuckDBConnection,
  name: string,
  from: string,
  options: DuckdbOptions,
): Promise<SqlTable | undefined> {
  const reader = await connection.runAndReadAll(describe(from));
  const stored = reader.getRows().map(([column, type]) => ({ name: String(column), type: String(type) }));
  if (stored.some((column) => isReserved(column.name))) return undefined;
  const columns = stored.map((column) => ({ name: column.name, ...readColumn(column.name, column.type) }));
  const [time, order] = [options.time?.[name], options.order?.[name]];
  const times = stored.find((column) => column.name === time);
  if (time !== undefined && (!times || !isTimeType(times.type)))
    throw new BackendError(`column '${time}' of table '${name}', which is to be its time, is not a TIMESTAMP`);
  const all = times ? [...timeColumns(times.name, times.type), ...columns.filter((column) => !column.name.startsWith('__time'))] : columns;
  return {
    backend,
    name,
    stored: name,
    definition: options.files?.[name] ? undefined : definitionOf(reader),
    from: `${from} AS t`,
    schema: all.map((column) => ({ name: column.name, type: column.type })),
    columns: all.map(({ sql, bound }) => ({ sql, bound })),
    order: order === undefined ? undefined : `t.${duckdbName(order)}`,
  };
}

/** The columns of a table as DuckDB describes them. */
const describe = (from: string): string => `SELECT column_name, column_type FROM (DESCRIBE SELECT * FROM ${from})`;
const definitionOf = (reader: DuckDBResultReader): string =>
  reader
    .getRows()
    .map((row) => row.join(' '))
    .join(', ');

/** @throws BackendError where a table is not what it was; from then on it cannot change for this connection. */
async function requireUnchanged(connection: DuckDBConnection, tables: readonly RemoteTableDefinition[]): Promise<void> {
  await connection.run('BEGIN TRANSACTION');
  for (const { stored, definition } of tables) {
    if (definition === undefined) continue;
    const now = definitionOf(await connection.runAndReadAll(describe(duckdbName(stored))));
    if (now !== definition) throw new BackendError(`table '${stored}' is now (${now}), and was (${definition})`, 'changed');
  }
}

/** How far a statement is, many times a second. */
function watched(connection: DuckDBConnection, onProgress: NonNullable<RunOptions['onProgress']>): ReturnType<typeof setInterval> {
  return setInterval(() => {
    const { rows_processed: read, total_rows_to_process: total } = connection.progress;
    if (total > 0) onProgress(Number(read), Number(total));
  }, 100);
}

/** The rows of a statement, chunk by chunk; interrupted when the signal or the time says so. */
async function* rowsOf(
  instance: DuckDBInstance,
  options: DuckdbOptions,
  { text, tables }: Pick<RemoteStatement, 'text' | 'tables'>,
  schema: Schema,
  { signal, timeout, onProgress }: RunOptions,
): AsyncGenerator<RecordBatch> {
  const connection = await connect(instance, options);
  let repeated: ReturnType<typeof setInterval> | undefined;
  let watching: ReturnType<typeof setInterval> | undefined;
  // An interrupt is lost while no statement runs, which others may be about to.
  const interrupt = (): void => {
    connection.interrupt();
    repeated ??= setInterval(() => connection.interrupt(), 20);
  };
  if (signal.aborted) interrupt();
  const timer = setTimeout(interrupt, Math.min(timeout, 2 ** 31 - 1));
  signal.addEventListener('abort', interrupt, { once: true });
  try {
    await requireUnchanged(connection, tables);
    if (onProgress) {
      await connection.run('SET enable_progress_bar = true');
      await connection.run('SET enable_progress_bar_print = false');
      watching = watched(connection, onProgress);
    }
    // What is computed once for several places is computed outside of TRY too.
    if (text.includes('TRY(')) await connection.run("SET disabled_optimizers = 'common_subexpressions'");
    const result = await connection.stream(text);
    const types = schema.map(({ type }) => duckdbType(type));
    const found = result.columnTypes().map(String);
    const at = types.findIndex((type, i) => found[i] !== type && !(type === undefined || schema[i]!.type.kind === 'unknown'));
    if (at >= 0) throw new BackendError(`column ${at + 1} is ${found[at]}, not ${types[at]}`, 'changed');
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      if (signal.aborted) return;
      yield batchOfChunk(chunk, schema);
    }
  } catch (error) {
    throw error instanceof BackendError ? error : new BackendError(reasonOf(error), 'failed', { cause: error });
  } finally {
    clearTimeout(timer);
    clearInterval(repeated);
    clearInterval(watching);
    signal.removeEventListener('abort', interrupt);
    connection.closeSync();
  }
}
