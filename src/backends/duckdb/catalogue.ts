import {
  BIGINT,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INTEGER,
  REAL,
  SMALLINT,
  TIMESTAMP,
  TINYINT,
  VARCHAR,
} from '../../types/data-type.ts';
import type { ReadColumn } from '../sql/dialect.ts';
import { duckdbString } from '../sql/duckdb-literal.ts';
import type { Bound } from '../sql/select.ts';

const same: Readonly<Record<string, DataType>> = {
  BOOLEAN,
  TINYINT,
  SMALLINT,
  INTEGER,
  BIGINT,
  FLOAT: REAL,
  DOUBLE,
  DATE,
  VARCHAR,
};

/** Types that a wider one holds whole. */
const widened: Readonly<Record<string, readonly [DataType, string]>> = {
  UTINYINT: [SMALLINT, 'SMALLINT'],
  USMALLINT: [INTEGER, 'INTEGER'],
  UINTEGER: [BIGINT, 'BIGINT'],
};

/** The name of a table or column as DuckDB writes it. */
export const duckdbName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

const timestamps = /^TIMESTAMP(?:_S|_MS|_NS|WITH TIME ZONE| WITH TIME ZONE)?$/;

/** Skips row groups and files: the stored times are at least (or at most) as late as the microsecond of the constant. */
const timeBound =
  (column: string, type: string, perSecond: bigint): Bound =>
  (operator, value) => {
    if (typeof value !== 'bigint') return undefined;
    const micros = (value * 1_000_000n) / perSecond;
    const [low, high] = [micros - 1n, micros + (perSecond === 1n ? 1_000_000n : 1n)];
    if (low < -9_000_000_000_000_000n || high > 9_000_000_000_000_000n) return undefined;
    const at = (time: bigint): string => (type.includes('ZONE') ? `make_timestamptz(${time})` : `make_timestamp(${time})`);
    const above = `${column} >= ${at(low)}`;
    const below = `${column} <= ${at(high)}`;
    return operator === '=' ? `${above} AND ${below}` : operator.startsWith('>') ? above : below;
  };

/** How a column of DuckDB is read: times become nanoseconds, and what the engine has no type for a string: numbers their digits, nested values JSON. */
export function readColumn(name: string, type: string): ReadColumn {
  const sql = `t.${duckdbName(name)}`;
  if (same[type]) return { sql, type: same[type] };
  const wider = widened[type];
  if (wider) return { sql: `CAST(${sql} AS ${wider[1]})`, type: wider[0] };
  if (timestamps.test(type)) return { sql: `epoch_ns(${sql})`, type: TIMESTAMP, bound: timeBound(sql, type, 1_000_000_000n) };
  if (type.startsWith('DECIMAL')) return { sql: `CAST(${sql} AS DOUBLE)`, type: DOUBLE };
  if (/^STRUCT|^MAP|\]$|^UNION/.test(type)) return { sql: `CAST(to_json(${sql}) AS VARCHAR)`, type: VARCHAR };
  if (type === 'BLOB') return { sql: `hex(${sql})`, type: VARCHAR };
  return { sql: `CAST(${sql} AS VARCHAR)`, type: VARCHAR };
}

/** `__time__` and the nanoseconds that it leaves, from a column of times. */
export function timeColumns(name: string, type: string): readonly (ReadColumn & { readonly name: string })[] {
  const { sql } = readColumn(name, type);
  const rest = `(((${sql} % 1000000000) + 1000000000) % 1000000000)`;
  return [
    { name: '__time__', sql: `((${sql} - ${rest}) // 1000000000)`, type: BIGINT, bound: timeBound(`t.${duckdbName(name)}`, type, 1n) },
    { name: '__time_ns_part__', sql: rest, type: BIGINT },
  ];
}

/** Whether a column has times. */
export const isTimeType = (type: string): boolean => timestamps.test(type);

/** The FROM of a source of files. */
export function parquetSql(glob: string, hive: boolean): string {
  return `read_parquet(${duckdbString(glob)}${hive ? ', hive_partitioning = true' : ''})`;
}
