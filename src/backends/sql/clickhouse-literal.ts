import type { DataType } from '../../types/data-type.ts';
import { Unportable } from './unportable.ts';

/** A string as ClickHouse writes it, in which the quote and the backslash are special. @throws Unportable for strings that are not Unicode, or hold NUL. */
export function clickhouseString(value: string): string {
  if (value.includes('\0') || /[\ud800-\udfff]/u.test(value))
    throw new Unportable('a string with NUL or half a character', 'cannot be written in SQL');
  return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** The name of a database, table or column as ClickHouse writes it. */
export const clickhouseName = (name: string): string => `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``;

const sqlTypes: Partial<Record<DataType['kind'], string>> = {
  boolean: 'UInt8',
  tinyint: 'Int8',
  smallint: 'Int16',
  integer: 'Int32',
  bigint: 'Int64',
  real: 'Float32',
  double: 'Float64',
  date: 'Int32',
  timestamp: 'Int64',
  varchar: 'String',
};

/** The type of ClickHouse in which statements have values of a type, if they are not NULL: a DATE is its days, a TIMESTAMP its nanoseconds since 1970. */
export const clickhouseType = ({ kind }: DataType): string | undefined => sqlTypes[kind];

/** A literal of ClickHouse, of the very type; undefined where there is none. */
export function clickhouseLiteral(value: unknown, type: DataType): string | undefined {
  const sqlType = clickhouseType(type);
  if (sqlType === undefined) return undefined;
  if (value === null) return `CAST(NULL AS Nullable(${sqlType}))`;
  switch (type.kind) {
    case 'varchar':
      return clickhouseString(value as string);
    case 'boolean':
      return `toUInt8(${value ? 1 : 0})`;
    case 'double':
      return doubleLiteral(value as number);
    case 'real':
      return undefined;
    case 'bigint':
    case 'timestamp':
      return value === -(2n ** 63n) ? '(toInt64(-9223372036854775807) - 1)' : `toInt64(${value})`;
    default:
      return `to${sqlType}(${value})`;
  }
}

/** Small whole numbers as they are, others by their bits: not every version reads a decimal to the last digit. */
function doubleLiteral(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31 && !Object.is(value, -0)) return `toFloat64(${value})`;
  const bytes = new Uint8Array(Float64Array.of(value).buffer);
  return `reinterpretAsFloat64(unhex('${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}'))`;
}
