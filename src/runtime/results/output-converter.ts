import type { DataType, RowField } from '../../types/data-type.ts';
import { keyNames } from '../../types/format-value.ts';
import { formatDaySecond, formatYearMonth } from '../../types/interval-format.ts';
import { jsonValue } from '../../types/json-value.ts';
import { shortestReal } from '../../types/number-format.ts';
import { formatDate, formatTime, formatTimestamp } from '../../types/time-format.ts';
import type { TimeZone } from '../../types/time-zone.ts';
import type { MapValue } from '../../types/values.ts';
import { visitType } from '../../types/visit-type.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';

/** How cells are converted to host values. */
export interface OutputOptions {
  /**
   * `auto`: numbers if every integer of the column is below 2^53, otherwise bigints for the whole column. `bigint`: always
   * bigints. `number`: always numbers; throws a RangeError if digits would be lost.
   */
  readonly bigint?: 'auto' | 'bigint' | 'number';
  /** `date`: a Date (milliseconds). `nanoseconds`: a bigint since 1970. `text`: a string, as the language prints it. */
  readonly timestamp?: 'date' | 'nanoseconds' | 'text';
  /** `value` (the default): what the JSON means, whole numbers beyond 2^53 as bigints. `text`: its text. */
  readonly json?: 'value' | 'text';
}

/**
 * A function that turns the cells of one column into host values: arrays, plain objects for ROW and for MAP with scalar keys, a Map for MAP with
 * keys of type ARRAY, MAP or ROW, what JSON means.
 */
export function outputConverter(
  type: DataType,
  columns: readonly Vector[],
  options: OutputOptions,
  timeZone: TimeZone,
): (value: unknown) => unknown {
  const { bigint = 'auto', timestamp = 'date', json = 'value' } = options;
  const wide = bigint === 'bigint' || (bigint === 'auto' && hasBigint(type) && !columns.every((column) => fitsNumbers(column)));
  return nullable(converter(type, { wide, timestamp, json, timeZone, checked: bigint === 'number' }));
}

/** What a conversion of cells needs to know. */
interface Conversion {
  /** Whether BIGINTs leave as bigints. */
  readonly wide: boolean;
  /** Whether an integer that no number holds is an error. */
  readonly checked: boolean;
  readonly timestamp: NonNullable<OutputOptions['timestamp']>;
  readonly json: NonNullable<OutputOptions['json']>;
  readonly timeZone: TimeZone;
}

function nullable(convert: (value: unknown) => unknown): (value: unknown) => unknown {
  return (value) => (value === null || value === undefined ? null : convert(value));
}

function converter(type: DataType, how: Conversion): (value: unknown) => unknown {
  const { wide, checked, timestamp, json, timeZone } = how;
  const of = (inner: DataType): ((value: unknown) => unknown) => nullable(converter(inner, how));
  const convert = visitType<unknown>(type, {
    real: () => shortestReal,
    json: () => (json === 'text' ? (value) => value : (value) => jsonValue(value, checked ? throwUnsafe : BigInt)),
    bigint: () => (value) => (wide ? value : toNumber(value, checked)),
    timestamp: () => {
      if (timestamp === 'nanoseconds') return (value) => value;
      if (timestamp === 'text') return (value) => formatTimestamp(value, timeZone);
      return (value) => new Date(Number(value / 1_000_000n - (value % 1_000_000n < 0n ? 1n : 0n)));
    },
    date: () => (timestamp === 'date' ? (value) => new Date(value * 86_400_000) : formatDate),
    time: () => (value) => formatTime(value),
    'interval day to second': () => formatDaySecond,
    'interval year to month': () => formatYearMonth,
    array: ({ element }) => {
      const each = of(element);
      return (value) => value.map(each);
    },
    map: (map) => {
      const member = of(map.value);
      const nameOf = keyNames(map.key, timeZone);
      const key = of(map.key);
      return ({ keys, values }) => {
        const names = nameOf?.(keys);
        if (!names) return new Map(keys.map((k, i) => [key(k), member(values[i])]));
        return Object.fromEntries(names.map((name, i) => [name, member(values[i])]));
      };
    },
    row: ({ fields }) => {
      const members = fields.map((field) => of(field.type));
      return (value) =>
        objectOf(
          fields,
          value.map((v, i) => members[i]!(v)),
        );
    },
  });
  return convert ?? ((value) => value);
}

/** @throws RangeError if `checked` and the number would lose digits. */
function toNumber(value: bigint, checked: boolean): number {
  const number = Number(value);
  if (checked && !Number.isSafeInteger(number)) throw unsafeInteger(value);
  return number;
}

const unsafeInteger = (value: unknown): RangeError => new RangeError(`${value} does not fit a number; use bigint: 'bigint'`);

function throwUnsafe(digits: string): never {
  throw unsafeInteger(digits);
}

/** An object of names and values; a name such as `__proto__` is an ordinary member. */
export function objectOf(fields: readonly RowField[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field, i) => [field.name, values[i]]));
}

function hasBigint(type: DataType): boolean {
  switch (type.kind) {
    case 'bigint':
      return true;
    case 'array':
      return hasBigint(type.element);
    case 'map':
      return hasBigint(type.key) || hasBigint(type.value);
    case 'row':
      return type.fields.some((field) => hasBigint(field.type));
    default:
      return false;
  }
}

const largest = BigInt(Number.MAX_SAFE_INTEGER);

/** Whether every integer in a column, also a nested one, is a safe number. */
function fitsNumbers(vector: Vector): boolean {
  switch (vector.encoding) {
    case 'flat': {
      if (vector.type.kind !== 'bigint') return true;
      const values = vector.values as BigInt64Array;
      for (let i = 0; i < values.length; i++) if (values[i]! > largest || values[i]! < -largest) return false;
      return true;
    }
    case 'list':
      return fitsNumbers(vector.child);
    case 'map':
      return fitsNumbers(vector.keys) && fitsNumbers(vector.values);
    case 'row':
      return vector.children.every(fitsNumbers);
    case 'constant':
      return fitsValue(vector.value);
    case 'dictionary':
      return true;
  }
}

function fitsValue(value: unknown): boolean {
  if (typeof value === 'bigint') return value <= largest && value >= -largest;
  if (Array.isArray(value)) return value.every(fitsValue);
  if (typeof value === 'object' && value !== null && 'keys' in value)
    return fitsValue((value as MapValue).keys) && fitsValue((value as MapValue).values);
  return true;
}

/** A function that reads the host values of a column. */
export function outputReader(vector: Vector, type: DataType, options: OutputOptions, timeZone: TimeZone): (row: number) => unknown {
  const read = cellReader(vector);
  const convert = outputConverter(type, [vector], options, timeZone);
  return (row) => convert(read(row));
}
