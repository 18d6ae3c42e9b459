import type { RemoteTableDefinition } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { type Backend, BackendError, type RemoteTable, type RunOptions } from '../backend.ts';
import { clickhouseDialect } from '../sql/clickhouse.ts';
import { clickhouseName, clickhouseString } from '../sql/clickhouse-literal.ts';
import type { Dialect, SqlTable } from '../sql/dialect.ts';
import { dividePlans } from '../sql/divide.ts';
import { isReserved } from '../sql/select.ts';
import { isTimeType, type ReadOptions, readColumn, timeColumns } from './catalogue.ts';
import { ask, bytesOf, type Connection } from './http.ts';
import { NativeReader } from './native.ts';
import { openTelemetryName, openTelemetryTime } from './open-telemetry.ts';
import { shardsOf } from './shards.ts';

/** How tables of ClickHouse are read. */
export interface ClickhouseOptions extends Connection {
  /** The HTTP interface of a server, such as `https://clickhouse.example:8443`; of a cluster, any server that has its `Distributed` tables. */
  readonly url: string;
  /** Default: the default database of the user. */
  readonly database?: string;
  /** How messages and plans call the backend. Default: `clickhouse`. */
  readonly name?: string;
  /** Which tables and views of the database queries see. Default: all. */
  readonly tables?: readonly string[];
  /** By table, the column of times that is `__time__` (seconds) and `__time_ns_part__` in queries; conditions on these skip parts of the table. */
  readonly time?: Readonly<Record<string, string>>;
  /**
   * By table, a column that orders its rows and has no value twice. Then groups are in the order of their first rows, `limit` keeps the first rows, and ties of a `sort` stay in order, as over tables of
   * the engine. Without it the rows of a table have no order.
   */
  readonly order?: Readonly<Record<string, string>>;
  /** Reads the tables of OpenTelemetry's exporter: `otel_logs` is `logs`, `otel_traces` is `traces`, and so on, each with its time. */
  readonly openTelemetry?: boolean;
  /** Whether sums and means of doubles may be computed by ClickHouse, whose last digits depend on its threads and shards. Default: `exact`. */
  readonly sums?: 'exact' | 'fast';
  /** Whether approximate aggregates may be those of ClickHouse. Default: `engine`. */
  readonly approximate?: 'engine' | 'backend';
  /** Bytes that one statement may use on a server. Default: the limit `bytes` of the query. */
  readonly maxMemory?: number;
}

/** What was found out about a server. */
interface Server {
  readonly dialect: Dialect;
  /** Settings of every statement that make this version answer as the dialect says. */
  readonly settings: Readonly<Record<string, string | number>>;
  readonly writesJson: boolean;
}

/** The tables of a ClickHouse server or cluster, over HTTP. Statements only read. */
export function clickhouse(options: ClickhouseOptions): Backend {
  const { name = 'clickhouse', sums = 'exact', approximate = 'engine', maxMemory } = options;
  const tolerance = { sums, approximate };
  let server: Server | undefined;
  const batches = (text: string, schema: Schema, run: RunOptions): AsyncGenerator<RecordBatch> => {
    const bytes = maxMemory ?? run.maxBytes;
    const settings = {
      ...server?.settings,
      // count(…) of a column over a window fails in version 26.7 where it reads a part of the column.
      ...(text.includes(') OVER (') ? { optimize_functions_to_subcolumns: 0 } : {}),
      ...(Number.isFinite(bytes) ? { max_memory_usage: Math.ceil(bytes) } : {}),
      ...(run.skipShards ? { skip_unavailable_shards: 1 } : {}),
    };
    return decoded(bytesOf(options, text, settings, run), schema);
  };

  const backend: Backend = {
    name,

    async tables() {
      const [[version] = []] = await ask(options, 'SELECT version()');
      server = serverOf(name, version ?? '');
      const found = new Map<string, { name: string; type: string }[]>();
      for (const [table, column, type] of await ask(options, columnsSql)) {
        const known = found.get(table!) ?? [];
        known.push({ name: column!, type: type! });
        found.set(table!, known);
      }
      const tables = new Map<string, RemoteTable>();
      for (const [stored, list] of found) {
        if ((options.tables && !options.tables.includes(stored)) || list.some((column) => isReserved(column.name))) continue;
        const seen = options.openTelemetry ? openTelemetryName(stored) : stored;
        const time = options.time?.[stored] ?? (options.openTelemetry ? openTelemetryTime(list.map((column) => column.name)) : undefined);
        const read = { writesJson: server.writesJson, openTelemetry: options.openTelemetry === true && stored.startsWith('otel_') };
        tables.set(seen, tableOf(backend, seen, stored, list, { time, order: options.order?.[stored] }, read));
      }
      return tables;
    },

    divide: (plans, division) => dividePlans(plans, server!.dialect, tolerance, division), // a plan has tables only after the catalogue was read

    async *run({ text, tables }, schema, run) {
      try {
        yield* batches(text, schema, run);
      } catch (error) {
        if (error instanceof BackendError && error.kind === 'failed' && !run.signal.aborted)
          await requireUnchanged(options, tables, error, run.signal);
        throw error;
      }
      await requireUnchanged(options, tables, undefined, run.signal);
    },

    shards: (tables, signal) => shardsOf(options, tables, signal),

    async count(text, run) {
      for await (const batch of batches(text, [{ name: 'count', type: { kind: 'bigint' } }], run)) {
        const [column] = batch.columns;
        if (column?.encoding === 'flat') return Number(column.values[0]);
      }
      return 0;
    },

    async close() {},
  };
  return backend;
}

function serverOf(name: string, version: string): Server {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (!(major > 0)) throw new BackendError(`'${version}' is not a version of ClickHouse`);
  const since = (year: number, month: number): boolean => major > year || (major === year && minor >= month);
  const modern = since(22, 3);
  const dialect = clickhouseDialect(name, { modern });
  // Functions of times name their zone; the setting is for messages of the server alone.
  const settings = {
    ...(modern ? { join_use_nulls: 1, distributed_product_mode: 'global' } : {}),
    ...(since(23, 6) ? { session_timezone: 'UTC' } : {}),
  };
  return { dialect, settings, writesJson: modern };
}

function tableOf(
  backend: Backend,
  name: string,
  stored: string,
  list: readonly { readonly name: string; readonly type: string }[],
  { time, order }: { readonly time: string | undefined; readonly order: string | undefined },
  read: ReadOptions,
): SqlTable {
  const columns = list.map((column) => ({ name: column.name, ...readColumn(column.name, column.type, read) }));
  const times = list.find((column) => column.name === time);
  if (time !== undefined && (!times || !isTimeType(times.type)))
    throw new BackendError(`column '${time}' of table '${stored}', which is to be its time, is not a DateTime`);
  const all = times ? [...timeColumns(times.name, times.type), ...columns.filter((column) => !column.name.startsWith('__time'))] : columns;
  return {
    backend,
    name,
    stored,
    definition: definitionOf(list.map((column) => [column.name, column.type])),
    from: `${clickhouseName(stored)} AS t`,
    schema: all.map((column) => ({ name: column.name, type: column.type })),
    columns: all.map(({ sql, bound }) => ({ sql, bound })),
    order: order === undefined ? undefined : `t.${clickhouseName(order)}`,
  };
}

const columnsSql = 'SELECT table, name, type FROM system.columns WHERE database = currentDatabase()';

const definitionOf = (columns: readonly (readonly string[])[]): string => columns.map((column) => column.join(' ')).join(', ');

/** @throws BackendError where a table is not what it was when the plan was made, whose types the statement relies on. `failure`: what the statement failed with, which may be why. */
async function requireUnchanged(
  connection: Connection,
  tables: readonly RemoteTableDefinition[],
  failure: BackendError | undefined,
  signal: AbortSignal,
): Promise<void> {
  const listed = tables.map(({ stored }) => clickhouseString(stored)).join(', ');
  const columns = await ask(connection, `${columnsSql} AND table IN (${listed})`, {}, signal).catch((error: unknown) => {
    throw failure ?? error;
  });
  for (const { stored, definition } of tables) {
    const now = definitionOf(columns.filter(([table]) => table === stored).map(([, ...column]) => column));
    if (now !== definition)
      throw new BackendError(`table '${stored}' is now (${now}), and was (${definition})`, 'changed', { cause: failure });
  }
}

async function* decoded(pieces: AsyncIterable<Uint8Array>, schema: Schema): AsyncGenerator<RecordBatch> {
  const reader = new NativeReader(schema);
  for await (const piece of pieces) yield* reader.push(piece);
  yield* reader.finish();
}
