import type { DataType } from './data-type.ts';
import { formatDaySecond, formatYearMonth } from './interval-format.ts';
import { formatDouble, formatReal, shortestReal } from './number-format.ts';
import { formatDate, formatTime, formatTimestamp } from './time-format.ts';
import type { TimeZone } from './time-zone.ts';
import type { MapValue } from './values.ts';

/** What JSON text has no single form for. */
export interface JsonStyle {
  readonly timeZone: TimeZone;
  /** A ROW as an array of its members, as a cast to JSON has it, or as an object. */
  readonly rows: 'array' | 'object';
  /** Doubles as a cast prints them (`1.0`, `1.0E10`), as JavaScript does (`1`), or as JavaScript does but never as an integer (`1.0`). */
  readonly doubles: 'cast' | 'short' | 'fraction';
}

/** A function from cells of a type to their JSON text; undefined where the type has none. */
export function jsonEncoder(type: DataType, style: JsonStyle): ((value: unknown) => string) | undefined {
  const encode = encoder(type, style);
  return encode && ((value) => (value === null ? 'null' : encode(value)));
}

function encoder(type: DataType, style: JsonStyle): ((value: unknown) => string) | undefined {
  switch (type.kind) {
    case 'unknown':
      return () => 'null';
    case 'boolean':
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
      return String;
    case 'real':
    case 'double': {
      const short = type.kind === 'real' ? (value: number) => String(shortestReal(value)) : String;
      const cast = type.kind === 'real' ? formatReal : formatDouble;
      const print = { short, cast, fraction: (value: number) => short(value).replace(/^-?\d+$/, '$&.0') }[style.doubles];
      return (value) => (Number.isFinite(value) ? print(value as number) : JSON.stringify(formatDouble(value as number)));
    }
    case 'varbinary':
      return style.rows === 'object' ? (value) => JSON.stringify(hex(value as Uint8Array)) : undefined;
    case 'varchar':
      return (value) => JSON.stringify(value);
    case 'json':
      return (value) => value as string;
    case 'timestamp':
      return (value) => JSON.stringify(formatTimestamp(value as bigint, style.timeZone));
    case 'date':
      return (value) => JSON.stringify(formatDate(value as number));
    case 'time':
      return (value) => JSON.stringify(formatTime(value as bigint));
    case 'interval day to second':
      return style.rows === 'object' ? (value) => JSON.stringify(formatDaySecond(value as bigint)) : undefined;
    case 'interval year to month':
      return style.rows === 'object' ? (value) => JSON.stringify(formatYearMonth(value as number)) : undefined;
    case 'array': {
      const element = jsonEncoder(type.element, style);
      return element && ((value) => `[${(value as readonly unknown[]).map(element).join(',')}]`);
    }
    case 'row': {
      const members = type.fields.map((field) => jsonEncoder(field.type, style));
      if (members.includes(undefined)) return undefined;
      const names = type.fields.map((field) => JSON.stringify(field.name));
      if (style.rows === 'object')
        return (value) => `{${(value as readonly unknown[]).map((v, i) => `${names[i]}:${members[i]!(v)}`).join(',')}}`;
      return (value) => `[${(value as readonly unknown[]).map((v, i) => members[i]!(v)).join(',')}]`;
    }
    case 'map': {
      const member = jsonEncoder(type.value, style);
      const key = encoder(type.key, style);
      if (!member || !key) return undefined;
      const nested = type.key.kind === 'array' || type.key.kind === 'map' || type.key.kind === 'row';
      if (nested && style.rows === 'array') return undefined;
      return (value) => {
        const { keys, values } = value as MapValue;
        if (nested) return `[${keys.map((k, i) => `[${key(k)},${member(values[i])}]`).join(',')}]`;
        const texts = keys.map(key);
        const names = texts.map((text) => (text.startsWith('"') ? text : JSON.stringify(text)));
        // The JSON keys 1 and "1" are two; everything else has a name of its own.
        const own = new Set(names).size === names.length ? names : texts.map((text) => JSON.stringify(text));
        const pairs = own.map((name, i) => [name, member(values[i])] as const);
        pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        return `{${pairs.map(([k, v]) => `${k}:${v}`).join(',')}}`;
      };
    }
    default:
      return undefined;
  }
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
