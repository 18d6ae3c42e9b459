import type { DataType } from './data-type.ts';
import { formatDaySecond, formatYearMonth } from './interval-format.ts';
import { hex, jsonEncoder } from './json-encoder.ts';
import { formatDouble, formatReal } from './number-format.ts';
import { formatDate, formatTime, formatTimestamp } from './time-format.ts';
import type { TimeZone } from './time-zone.ts';

/** A function from cells of a type without parts to their text, as a cast to VARCHAR has it; undefined for other types. */
export function formatScalar(from: DataType, timeZone: TimeZone): ((value: unknown) => string) | undefined {
  switch (from.kind) {
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String;
    case 'double':
      return (value) => formatDouble(value as number);
    case 'real':
      return (value) => formatReal(value as number);
    case 'timestamp':
      return (value) => formatTimestamp(value as bigint, timeZone);
    case 'date':
      return (value) => formatDate(value as number);
    case 'time':
      return (value) => formatTime(value as bigint);
    case 'interval day to second':
      return (value) => formatDaySecond(value as bigint);
    case 'interval year to month':
      return (value) => formatYearMonth(value as number);
    default:
      return undefined;
  }
}

/** How a cell of a type reads as text outside a query: as a cast to VARCHAR, structured values as JSON with names. */
export function valueFormatter(type: DataType, timeZone: TimeZone): (value: unknown) => string {
  if (type.kind === 'varchar' || type.kind === 'json') return (value) => value as string;
  if (type.kind === 'varbinary') return (value) => hex(value as Uint8Array);
  return formatScalar(type, timeZone) ?? jsonEncoder(type, { timeZone, rows: 'object', doubles: 'short' }) ?? String;
}
