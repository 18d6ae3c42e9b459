import type { DataType } from './data-type.ts';
import { formatDaySecond, formatYearMonth } from './interval-format.ts';
import { hex, jsonEncoder } from './json-encoder.ts';
import { stringValue } from './json-scan.ts';
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

/** JSON as it is shown: strings without their quotes. */
function unquoted(text: string): string {
  return text.startsWith('"') ? (stringValue(text) ?? text) : text;
}

/**
 * The names of a map's keys as members of an object: dates and times as the language prints them. Undefined for keys of type ARRAY, MAP or
 * ROW, which have no names.
 */
export function keyNames(type: DataType, timeZone: TimeZone): ((keys: readonly unknown[]) => string[]) | undefined {
  switch (type.kind) {
    case 'array':
    case 'map':
    case 'row':
      return undefined;
    case 'double':
      return (keys) => keys.map(String);
    case 'json':
      return (keys) => {
        const names = keys.map((key) => unquoted(key as string));
        // 1 and "1" are two keys.
        return new Set(names).size === names.length ? names : keys.map(String);
      };
    default: {
      const format = valueFormatter(type, timeZone);
      return (keys) => keys.map(format);
    }
  }
}

/** How a cell of a type reads as text outside a query: as a cast to VARCHAR, JSON strings without quotes, structured values as JSON with names. */
export function valueFormatter(type: DataType, timeZone: TimeZone): (value: unknown) => string {
  if (type.kind === 'varchar') return (value) => value as string;
  if (type.kind === 'json') return (value) => unquoted(value as string);
  if (type.kind === 'varbinary') return (value) => hex(value as Uint8Array);
  return formatScalar(type, timeZone) ?? jsonEncoder(type, { timeZone, rows: 'object', doubles: 'short' }) ?? String;
}
