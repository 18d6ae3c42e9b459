import { invalidCast, outOfRange } from '../../diagnostics/row-error.ts';
import { cellCheck } from '../../types/cell-range.ts';
import { type DataType, formatType, sameType } from '../../types/data-type.ts';
import { formatScalar } from '../../types/format-value.ts';
import { jsonEncoder } from '../../types/json-encoder.ts';
import { parseJson } from '../../types/json-tree.ts';
import { formatDouble, parseBigint, parseDouble } from '../../types/number-format.ts';
import { joinLocal, parseDate, parseTime, parseTimestamp, splitLocal } from '../../types/time-format.ts';
import { type TimeZone, toInstant, toLocal } from '../../types/time-zone.ts';
import { type MapValue, valueKey } from '../../types/values.ts';
import { jsonDecoder } from './from-json.ts';
import { distinctKeys } from './map-keys.ts';
import { withArticle } from './with-article.ts';

/** A function from a non-NULL cell of one type to a cell of another; it fails the row where the value does not fit. */
export type Conversion = (value: unknown) => unknown;

/** The conversion from one type to another, whose results are cells of that type; undefined where the language has none. */
export function conversion(from: DataType, to: DataType, timeZone: TimeZone): Conversion | undefined {
  const convert = converter(from, to, timeZone);
  const check = sameType(from, to) ? undefined : cellCheck(to);
  if (!convert || !check) return convert;
  return (value) => {
    const converted = convert(value);
    return converted === null ? null : check(converted);
  };
}

/** The conversion without the check that its results fit. */
function converter(from: DataType, to: DataType, timeZone: TimeZone): Conversion | undefined {
  if (sameType(from, to)) return (value) => value;
  if (from.kind === 'unknown') return () => null;
  if (to.kind === 'json') return jsonEncoder(from, { timeZone, rows: 'array', doubles: 'cast' });
  if (from.kind === 'json') {
    const decode = jsonDecoder(to, (a, b) => conversion(a, b, timeZone));
    return (
      decode &&
      ((value) => {
        const tree = parseJson(value as string);
        return tree === undefined ? invalidCast('malformed JSON') : decode(tree);
      })
    );
  }
  switch (to.kind) {
    case 'varchar':
      return formatScalar(from, timeZone);
    case 'boolean':
      return toBoolean(from);
    case 'tinyint':
    case 'smallint':
    case 'integer': {
      const wide = toBigint(from);
      return wide && ((value) => Number(wide(value)));
    }
    case 'bigint':
      return toBigint(from);
    case 'real':
    case 'double':
      return toDouble(from);
    case 'timestamp':
      if (from.kind === 'varchar') return (value) => parseTimestamp(value as string, timeZone) ?? notA(value, to);
      if (from.kind === 'date') return (value) => toInstant(timeZone, joinLocal(value as number, 0));
      return undefined;
    case 'date':
      if (from.kind === 'varchar') return (value) => parseDate(value as string) ?? notA(value, to);
      if (from.kind === 'timestamp') return (value) => splitLocal(toLocal(timeZone, value as bigint)).days;
      return undefined;
    case 'time':
      if (from.kind === 'varchar') return (value) => parseTime(value as string, timeZone) ?? notA(value, to);
      if (from.kind === 'timestamp') return (value) => BigInt(splitLocal(toLocal(timeZone, value as bigint)).nanos);
      return undefined;
    case 'varbinary':
      return from.kind === 'varchar' ? (value) => new TextEncoder().encode(value as string) : undefined;
    case 'array': {
      if (from.kind !== 'array') return undefined;
      const element = nullable(converter(from.element, to.element, timeZone));
      return element && ((value) => (value as readonly unknown[]).map(element));
    }
    case 'map': {
      if (from.kind !== 'map') return undefined;
      const key = conversion(from.key, to.key, timeZone);
      const member = nullable(converter(from.value, to.value, timeZone));
      const keyOf = valueKey(to.key);
      if (!key || !member) return undefined;
      return (value) => {
        const map = value as MapValue;
        return { keys: distinctKeys(map.keys.map(key), keyOf), values: map.values.map(member) };
      };
    }
    case 'row': {
      if (from.kind !== 'row' || from.fields.length !== to.fields.length) return undefined;
      const members = from.fields.map((field, i) => nullable(converter(field.type, to.fields[i]!.type, timeZone)));
      return members.includes(undefined) ? undefined : (value) => (value as readonly unknown[]).map((v, i) => members[i]!(v));
    }
    default:
      return undefined;
  }
}

function nullable(convert: Conversion | undefined): Conversion | undefined {
  return convert && ((value) => (value === null ? null : convert(value)));
}

function notA(value: unknown, type: DataType): never {
  const text = String(value);
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return invalidCast(`'${shown}' is not ${withArticle(formatType(type).toUpperCase())}`, text);
}

function toBoolean(from: DataType): Conversion | undefined {
  switch (from.kind) {
    case 'varchar':
      return (value) => {
        const text = (value as string).toLowerCase();
        if (text === 'true' || text === 't' || text === '1') return true;
        return text === 'false' || text === 'f' || text === '0' ? false : notA(value, { kind: 'boolean' });
      };
    case 'bigint':
      return (value) => value !== 0n;
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'real':
    case 'double':
      return (value) => value !== 0;
    default:
      return undefined;
  }
}

function toBigint(from: DataType): ((value: unknown) => bigint) | undefined {
  switch (from.kind) {
    case 'varchar':
      return (value) => parseBigint(value as string) ?? notA(value, { kind: 'bigint' });
    case 'boolean':
      return (value) => (value ? 1n : 0n);
    case 'bigint':
      return (value) => value as bigint;
    case 'tinyint':
    case 'smallint':
    case 'integer':
      return (value) => BigInt(value as number);
    case 'real':
    case 'double':
      return (value) => {
        const number = value as number;
        if (!Number.isFinite(number)) return outOfRange(`${formatDouble(number)} does not fit BIGINT`);
        return BigInt(Math.sign(number) * Math.round(Math.abs(number))); // halves go away from zero
      };
    default:
      return undefined;
  }
}

function toDouble(from: DataType): ((value: unknown) => number) | undefined {
  switch (from.kind) {
    case 'varchar':
      return (value) => parseDouble(value as string) ?? notA(value, { kind: 'double' });
    case 'boolean':
      return (value) => (value ? 1 : 0);
    case 'tinyint':
    case 'smallint':
    case 'integer':
    case 'bigint':
    case 'real':
    case 'double':
      return Number;
    default:
      return undefined;
  }
}
