import { type DataType, formatType } from '../types/data-type.ts';
import { parseInterval } from '../types/interval-format.ts';
import { formatTimestamp, parseTime, parseTimestamp } from '../types/time-format.ts';
import { isList } from './infer.ts';

/**
 * A function that turns a host value into a cell of the type. Null and undefined give NULL.
 * The function throws a TypeError for a value that does not fit.
 */
export function cellConverter(type: DataType, column: string): (value: unknown) => unknown {
  const fail = (value: unknown): never => {
    throw new TypeError(`column '${column}': ${describe(value)} is no ${formatType(type)}`);
  };
  const convert = converter(type, column, fail);
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converter(type: DataType, column: string, fail: (value: unknown) => never): (value: unknown) => unknown {
  switch (type.kind) {
    case 'boolean':
      return (value) => (typeof value === 'boolean' ? value : fail(value));
    case 'tinyint':
    case 'smallint':
    case 'integer': {
      const half = type.kind === 'tinyint' ? 2 ** 7 : type.kind === 'smallint' ? 2 ** 15 : 2 ** 31;
      return (value) => {
        const number = typeof value === 'bigint' ? Number(value) : value;
        return typeof number === 'number' && Number.isInteger(number) && number >= -half && number < half ? number : fail(value);
      };
    }
    case 'bigint':
      return (value) => toBigint(value) ?? fail(value);
    case 'real':
    case 'double':
      return (value) => (typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : fail(value));
    case 'timestamp':
      return (value) => {
        if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : BigInt(value.getTime()) * 1_000_000n;
        if (typeof value === 'string') return parseTimestamp(value, 'UTC') ?? fail(value);
        return typeof value === 'bigint' ? value : fail(value);
      };
    case 'date':
      return (value) => {
        if (value instanceof Date) return Math.floor(value.getTime() / 86_400_000);
        if (typeof value !== 'string') return typeof value === 'number' && Number.isInteger(value) ? value : fail(value);
        const nanoseconds = parseTimestamp(value, 'UTC');
        return nanoseconds === undefined ? fail(value) : Number(nanoseconds / 86_400_000_000_000n);
      };
    case 'time':
      return (value) =>
        typeof value === 'bigint' ? value : typeof value === 'string' ? (parseTime(value, 'UTC') ?? fail(value)) : fail(value);
    case 'interval day to second':
      return (value) => (typeof value === 'bigint' ? value : (intervalOf(value, 'day', 'second') ?? fail(value)));
    case 'interval year to month':
      return (value) =>
        typeof value === 'number' && Number.isInteger(value) ? value : (intervalOf(value, 'year', 'month') ?? fail(value));
    case 'varbinary':
      return (value) => (value instanceof Uint8Array ? value : fail(value));
    case 'json':
      return (value) => (typeof value === 'string' ? JSON.stringify(value) : jsonText(value));
    case 'array': {
      const element = cellConverter(type.element, column);
      return (value) => (isList(value) ? Array.from(value, element) : fail(value));
    }
    case 'map': {
      const key = cellConverter(type.key, column);
      const member = cellConverter(type.value, column);
      return (value) => {
        if (typeof value !== 'object' || value === null) return fail(value);
        const pairs = value instanceof Map ? [...value] : Object.entries(value);
        return { keys: pairs.map(([k]) => key(k)), values: pairs.map(([, v]) => member(v)) };
      };
    }
    case 'row': {
      const members = type.fields.map((field) => ({ name: field.name, convert: cellConverter(field.type, column) }));
      return (value) => {
        if (Array.isArray(value)) return members.map((member, i) => member.convert(value[i]));
        if (typeof value !== 'object' || value === null) return fail(value);
        const object = value as Record<string, unknown>;
        return members.map((member) => member.convert(Object.hasOwn(object, member.name) ? object[member.name] : null));
      };
    }
    default:
      return (value) => textOf(value);
  }
}

/** The months or nanoseconds of an interval written as a text. */
function intervalOf(value: unknown, from: string, to: string): number | bigint | undefined {
  const interval = typeof value === 'string' ? parseInterval(value, from, to) : undefined;
  return interval && ('months' in interval ? interval.months : interval.nanos);
}

function toBigint(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value) === value ? value : undefined;
  if (typeof value === 'number' && Number.isInteger(value))
    return BigInt.asIntN(64, BigInt(value)) === BigInt(value) ? BigInt(value) : undefined;
  return undefined;
}

/** The text a value of mixed columns is kept as: texts as they are, anything else as JSON. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'null' : formatTimestamp(BigInt(value.getTime()) * 1_000_000n, 'UTC');
  return typeof value === 'bigint' ? String(value) : jsonText(value);
}

/** The JSON of a host value: bigints with all their digits, a Map as the object of its entries, a Set as an array. */
function jsonText(value: unknown): string {
  const wide: string[] = [];
  // A mark stands for each bigint, since JSON.stringify cannot write one.
  const mark = `bigint ${Math.random()} `;
  const text = JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return mark + String(wide.push(String(member)) - 1);
    return member instanceof Map ? Object.fromEntries(member) : member instanceof Set ? [...member] : member;
  });
  if (text === undefined || wide.length === 0) return text ?? 'null';
  return text.replaceAll(new RegExp(`"${mark.replaceAll('.', '\\.')}(\\d+)"`, 'g'), (_, i: string) => wide[Number(i)]!);
}

function describe(value: unknown): string {
  if (typeof value === 'string') return `the text '${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value)}`;
}
