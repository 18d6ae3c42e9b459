import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { createEngine, type Engine, Table } from '../../src/index.ts';

/** The rows that both engines read: edges of every type, and NULLs. */
const logs = [
  { i: 5n, j: 3n, d: 2.5, s: 'GET', u: 'a,b,c', b: true, t: '2024-02-29 23:59:59.999', dt: '2024-02-29', g: 'x' },
  { i: -7n, j: 2n, d: -0.5, s: 'list', u: '', b: false, t: '1969-12-31 23:00:00.000', dt: '1969-12-31', g: 'y' },
  { i: 0n, j: 1n, d: 0, s: 'Pods', u: 'é𝒳z', b: true, t: '2025-03-30 01:30:00.000', dt: '2025-03-30', g: 'x' },
  { i: 9007199254740993n, j: 60n, d: 1e10, s: 'leases', u: 'abcabc', b: null, t: '2000-01-01 00:00:00.000', dt: '2000-01-01', g: null },
  { i: null, j: null, d: null, s: null, u: null, b: null, t: null, dt: null, g: 'y' },
  { i: 100n, j: 7n, d: 3.999, s: 'a b', u: '%_\\', b: false, t: '2024-12-17 01:19:00.000', dt: '2024-12-17', g: 'z' },
  { i: 5n, j: 5n, d: 0.1, s: 'GET', u: ' x ', b: true, t: '2024-02-29 00:00:00.000', dt: '2024-02-28', g: 'x' },
];

const dims = [
  { g: 'x', w: 1n },
  { g: 'y', w: 2n },
  { g: 'y', w: 3n },
  { g: 'q', w: 4n },
  { g: null, w: 5n },
];

const schema = [
  { name: 'i', type: 'bigint' },
  { name: 'j', type: 'bigint' },
  { name: 'd', type: 'double' },
  { name: 's', type: 'varchar' },
  { name: 'u', type: 'varchar' },
  { name: 'b', type: 'boolean' },
  { name: 't', type: 'timestamp' },
  { name: 'dt', type: 'date' },
  { name: 'g', type: 'varchar' },
];

const sqlTypes: Readonly<Record<string, string>> = {
  bigint: 'BIGINT',
  double: 'DOUBLE',
  varchar: 'VARCHAR',
  boolean: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  date: 'DATE',
};

function sqlLiteral(value: unknown): string {
  if (value === null) return 'NULL';
  return typeof value === 'string' ? `'${value.replaceAll("'", "''")}'` : String(value);
}

function insert(name: string, rows: readonly Record<string, unknown>[]): string {
  return `INSERT INTO ${name} VALUES ${rows.map((row) => `(${Object.values(row).map(sqlLiteral).join(', ')})`).join(', ')}`;
}

/** Both engines over the same rows. */
export interface Pair {
  readonly engine: Engine;
  readonly duckdb: DuckDBConnection;
}

export async function openPair(): Promise<Pair> {
  const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
  await duckdb.run("SET TimeZone = 'UTC'");
  await duckdb.run(`CREATE TABLE logs (${schema.map(({ name, type }) => `${name} ${sqlTypes[type]}`).join(', ')})`);
  await duckdb.run(insert('logs', logs));
  await duckdb.run('CREATE TABLE dims (g VARCHAR, w BIGINT)');
  await duckdb.run(insert('dims', dims));
  const tables = { logs: Table.from(logs, { schema }), dims: Table.from(dims) };
  return { engine: createEngine({ tables }), duckdb };
}

/** A value as both engines have it: numbers to twelve digits, times as text. */
function plain(value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(12)));
  if (Array.isArray(value)) return value.map(plain);
  return value;
}

export async function rowsOf({ engine }: Pair, text: string): Promise<unknown[][]> {
  const result = await engine.query(text, { from: 'logs' });
  return result.toArray({ bigint: 'bigint', timestamp: 'text' }).map((row) => Object.values(row).map(plain));
}

export async function sqlRowsOf({ duckdb }: Pair, sql: string): Promise<unknown[][]> {
  const reader = await duckdb.runAndReadAll(sql);
  return (reader.getRowsJson() as unknown[][]).map((row) => row.map((value) => shaped(value)));
}

/** DuckDB's JSON has big numbers and times as texts already. */
function shaped(value: unknown): unknown {
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?$/.test(value))
    return value.includes('.') ? value : `${value}.000`;
  return plain(value);
}
