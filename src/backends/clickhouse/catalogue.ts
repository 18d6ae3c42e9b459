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
import { clickhouseName } from '../sql/clickhouse-literal.ts';
import type { ReadColumn } from '../sql/dialect.ts';
import type { Bound } from '../sql/select.ts';

const readers: Readonly<Record<string, readonly [DataType, (sql: string) => string]>> = {
  Bool: [BOOLEAN, (sql) => `toUInt8(${sql})`],
  Int8: [TINYINT, (sql) => sql],
  Int16: [SMALLINT, (sql) => sql],
  Int32: [INTEGER, (sql) => sql],
  Int64: [BIGINT, (sql) => sql],
  UInt8: [SMALLINT, (sql) => `toInt16(${sql})`],
  UInt16: [INTEGER, (sql) => `toInt32(${sql})`],
  UInt32: [BIGINT, (sql) => `toInt64(${sql})`],
  Float32: [REAL, (sql) => sql],
  Float64: [DOUBLE, (sql) => sql],
  String: [VARCHAR, (sql) => sql],
  Date: [DATE, (sql) => `toInt32(toUInt16(${sql}))`],
  Date32: [DATE, (sql) => `toInt32(${sql})`],
};

/** The type within `Nullable(…)` and `LowCardinality(…)`. */
export function plainType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/.exec(type)?.[1];
  return inner === undefined ? type : plainType(inner);
}

/** Whether a column has times. */
export const isTimeType = (type: string): boolean => plainType(type).startsWith('DateTime');

/** The nanoseconds of a column of times. */
function nanosOf(sql: string, type: string): string {
  return type.startsWith('DateTime64') ? `toUnixTimestamp64Nano(${sql})` : `(toInt64(toUInt32(${sql})) * toInt64(1000000000))`;
}

/** Skips parts of a table by its key or partitions: the stored times are at least (or at most) as late as the second of the constant. */
const timeBound =
  (column: string, perSecond: bigint): Bound =>
  (operator, value) => {
    if (typeof value !== 'bigint') return undefined;
    const seconds = value / perSecond;
    const [low, high] = [seconds - 1n, seconds + 1n];
    if (low < 0n || high > 4_000_000_000n) return undefined;
    const above = `${column} >= toDateTime(${low})`;
    const below = `${column} <= toDateTime(${high})`;
    return operator === '=' ? `${above} AND ${below}` : operator.startsWith('>') ? above : below;
  };

/** What the reading of columns depends on. */
export interface ReadOptions {
  /** Whether the version writes nested values as JSON. */
  readonly writesJson: boolean;
  /** Whether tables are those of OpenTelemetry's exporter. */
  readonly openTelemetry: boolean;
}

/** How a column of ClickHouse is read: times become nanoseconds, and what the engine has no type for a string: numbers their digits, nested values JSON where the version writes it. */
export function readColumn(name: string, written: string, { writesJson, openTelemetry }: ReadOptions): ReadColumn {
  const sql = `t.${clickhouseName(name)}`;
  const type = plainType(written);
  const known = readers[type];
  if (known) return { sql: known[1](sql), type: known[0] };
  // Durations and counts, of which none has 64 bits: a statement that meets one fails.
  if (type === 'UInt64' && openTelemetry) return { sql: `(toInt64(${sql}) + throwIf(${sql} > ${2n ** 63n - 1n}))`, type: BIGINT };
  if (isTimeType(type)) return { sql: nanosOf(sql, type), type: TIMESTAMP, bound: timeBound(sql, 1_000_000_000n) };
  if (type.startsWith('Decimal')) return { sql: `toFloat64(${sql})`, type: DOUBLE };
  if (/^(?:Array|Map|Tuple|Nested|JSON|Object|Variant|Dynamic)/.test(type))
    return { sql: writesJson ? `toJSONString(${sql})` : `toString(${sql})`, type: VARCHAR };
  return { sql: `toString(${sql})`, type: VARCHAR };
}

/** `__time__` and the nanoseconds that it leaves, from a column of times. */
export function timeColumns(name: string, written: string): readonly (ReadColumn & { readonly name: string })[] {
  const column = `t.${clickhouseName(name)}`;
  const nanos = nanosOf(column, plainType(written));
  const second = 'toInt64(1000000000)';
  const rest = `(((${nanos} % ${second}) + ${second}) % ${second})`;
  return [
    { name: '__time__', sql: `intDiv(${nanos} - ${rest}, ${second})`, type: BIGINT, bound: timeBound(column, 1n) },
    { name: '__time_ns_part__', sql: rest, type: BIGINT },
  ];
}
