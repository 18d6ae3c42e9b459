import type { DataType } from '../types/data-type.ts';
import { valueFormatter } from '../types/format-value.ts';
import { formatDouble } from '../types/number-format.ts';
import { findTimeZone } from '../types/time-zone.ts';
import type { MapValue } from '../types/values.ts';

const utc = findTimeZone('UTC')!;

/** How tests and examples write a value: texts in quotes, arrays in brackets, maps in braces, doubles to 12 digits. */
export function showValue(type: DataType, value: unknown, quotes = true): string {
  if (value === null || value === undefined) return 'NULL';
  switch (type.kind) {
    case 'varchar':
      return quotes ? `'${(value as string).replaceAll("'", "''")}'` : (value as string);
    case 'double':
    case 'real':
      return Number.isFinite(value) ? formatDouble(Number((value as number).toPrecision(12))) : String(value);
    case 'array':
      return `[${(value as readonly unknown[]).map((v) => showValue(type.element, v, quotes)).join(', ')}]`;
    case 'map': {
      const { keys, values } = value as MapValue;
      return `{${keys.map((k, i) => `${showValue(type.key, k, false)}: ${showValue(type.value, values[i], false)}`).join(', ')}}`;
    }
    case 'row':
      return `(${(value as readonly unknown[]).map((v, i) => showValue(type.fields[i]!.type, v, quotes)).join(', ')})`;
    case 'json':
      return String(value);
    default:
      return valueFormatter(type, utc)(value);
  }
}
