import type { DataType } from '../../types/data-type.ts';
import { formatDouble } from '../../types/number-text.ts';
import { formatDate, formatTimestamp } from '../../types/time-text.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import type { MapValue } from '../../types/values.ts';

/** A function from cells of a type to their JSON text; undefined where the type has none. */
export function jsonEncoder(type: DataType, timeZone: TimeZone): ((value: unknown) => string) | undefined {
  const encode = encoder(type, timeZone);
  return encode && ((value) => (value === null ? 'null' : encode(value)));
}

function encoder(type: DataType, timeZone: TimeZone): ((value: unknown) => string) | undefined {
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
    case 'double':
      return (value) => (Number.isFinite(value) ? formatDouble(value as number) : JSON.stringify(formatDouble(value as number)));
    case 'varchar':
      return (value) => JSON.stringify(value);
    case 'json':
      return (value) => value as string;
    case 'timestamp':
      return (value) => JSON.stringify(formatTimestamp(value as bigint, timeZone));
    case 'date':
      return (value) => JSON.stringify(formatDate(value as number));
    case 'array': {
      const element = jsonEncoder(type.element, timeZone);
      return element && ((value) => `[${(value as readonly unknown[]).map(element).join(',')}]`);
    }
    case 'row': {
      const members = type.fields.map((field) => jsonEncoder(field.type, timeZone));
      if (members.includes(undefined)) return undefined;
      return (value) => `[${(value as readonly unknown[]).map((v, i) => members[i]!(v)).join(',')}]`;
    }
    case 'map': {
      const member = jsonEncoder(type.value, timeZone);
      const key = encoder(type.key, timeZone);
      if (!member || !key || type.key.kind === 'array' || type.key.kind === 'map' || type.key.kind === 'row') return undefined;
      return (value) => {
        const { keys, values } = value as MapValue;
        const pairs = keys.map((k, i) => {
          const text = key(k);
          return [text.startsWith('"') ? text : JSON.stringify(text), member(values[i])] as const;
        });
        pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
        return `{${pairs.map(([k, v]) => `${k}:${v}`).join(',')}}`;
      };
    }
    default:
      return undefined;
  }
}
