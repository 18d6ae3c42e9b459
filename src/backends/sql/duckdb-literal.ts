import type { DataType } from '../../types/data-type.ts';
import { Unportable } from './unportable.ts';

/** A string as DuckDB writes it, in which nothing but the quote is special. @throws Unportable for strings that are not Unicode, or hold NUL. */
export function duckdbString(value: string): string {
  if (value.includes('\0') || /[\ud800-\udfff]/u.test(value))
    throw new Unportable('a string with NUL or half a character', 'cannot be written in SQL');
  return `'${value.replaceAll("'", "''")}'`;
}

const sqlTypes: Partial<Record<DataType['kind'], string>> = {
  boolean: 'BOOLEAN',
  tinyint: 'TINYINT',
  smallint: 'SMALLINT',
  integer: 'INTEGER',
  bigint: 'BIGINT',
  real: 'FLOAT',
  double: 'DOUBLE',
  date: 'DATE',
  timestamp: 'BIGINT',
  varchar: 'VARCHAR',
};

/** The type of DuckDB in which statements have values of a type; undefined for types that they do not compute with. */
export const duckdbType = ({ kind }: DataType): string | undefined => sqlTypes[kind];

/** A literal of DuckDB, of the very type; undefined where there is none. */
export function duckdbLiteral(value: unknown, type: DataType): string | undefined {
  const sqlType = duckdbType(type);
  if (type.kind === 'unknown' && value === null) return 'NULL';
  if (sqlType === undefined) return undefined;
  if (value === null) return `CAST(NULL AS ${sqlType})`;
  switch (type.kind) {
    case 'varchar':
      return duckdbString(value as string);
    case 'boolean':
      return value ? 'TRUE' : 'FALSE';
    case 'double': {
      const number = value as number;
      if (!Number.isFinite(number) || Object.is(number, -0)) return `CAST('${Object.is(number, -0) ? '-0.0' : number}' AS DOUBLE)`;
      const text = String(number);
      return text.includes('e') ? text : `${text}e0`;
    }
    case 'date':
      return `(DATE '1970-01-01' + ${value})`;
    default:
      return `CAST(${value} AS ${sqlType})`;
  }
}

/** An expression of a type that fails for every row; it depends on another, or it would fail before any row is read. DuckDB's own `error` cannot be used within TRY. */
export function duckdbFailure(reason: string, sql: string, type: DataType): string {
  const failing = `CAST(concat('${reason}: ', ${sql}) AS BIGINT)`;
  return type.kind === 'bigint' ? failing : `CAST(${failing} AS ${duckdbType(type)})`;
}
