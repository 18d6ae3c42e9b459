import type { SchemaElement, SchemaTree } from 'hyparquet';
import {
  arrayType,
  BIGINT,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INTEGER,
  JSON_TYPE,
  REAL,
  rowType,
  SMALLINT,
  TIME,
  TIMESTAMP,
  TINYINT,
  VARBINARY,
  VARCHAR,
} from '../../types/data-type.ts';

/** Nanoseconds per unit of the times of Parquet. */
const nanosPerUnit: Readonly<Record<string, bigint>> = { MILLIS: 1_000_000n, MICROS: 1000n, NANOS: 1n };

/** The parts of a list or map, or of neither. */
export type Nesting =
  | { readonly kind: 'list'; readonly element: SchemaTree }
  | { readonly kind: 'map'; readonly key: SchemaTree; readonly value: SchemaTree }
  | { readonly kind: 'row' | 'leaf' };

/** What a node of the schema nests, as the library puts values together. */
export function nestingOf({ element, children }: SchemaTree): Nesting {
  const [inner] = children;
  if (!inner) return { kind: 'leaf' };
  const repeated = children.length === 1 && inner.element.repetition_type === 'REPEATED';
  if (repeated && element.converted_type === 'LIST' && inner.children.length <= 1)
    return { kind: 'list', element: inner.children[0] ?? inner };
  if (repeated && element.converted_type === 'MAP' && inner.children.length === 2) {
    const key = inner.children.find((child) => child.element.name === 'key');
    const value = inner.children.find((child) => child.element.name === 'value');
    if (key && value) return { kind: 'map', key, value };
  }
  return { kind: 'row' };
}

/** Whether a node is a list by being repeated, without being marked as one. */
export const isBareList = ({ element }: SchemaTree): boolean => element.repetition_type === 'REPEATED';

/**
 * The type of a column of a Parquet type. Decimals without a fraction of at most 18 digits are BIGINT, with more VARCHAR, with a fraction DOUBLE; bytes
 * that are not said to be text are VARBINARY.
 */
export function typeOfParquet(node: SchemaTree): DataType {
  const nesting = nestingOf(node);
  switch (nesting.kind) {
    case 'list':
      return arrayType(typeOfParquet(nesting.element));
    case 'map':
      return { kind: 'map', key: typeOfParquet(nesting.key), value: typeOfParquet(nesting.value) };
    case 'row': {
      if (node.element.logical_type?.type === 'VARIANT') return JSON_TYPE;
      const row = rowType(node.children.map((child) => ({ name: child.element.name, type: typeOfNode(child) })));
      return row;
    }
    default:
      return typeOfLeaf(node.element);
  }
}

/** The type of a column or a member, which is a list where it is repeated. */
export const typeOfNode = (node: SchemaTree): DataType => (isBareList(node) ? arrayType(typeOfParquet(node)) : typeOfParquet(node));

function typeOfLeaf({ type, converted_type: converted, logical_type: logical, precision = 0, scale = 0 }: SchemaElement): DataType {
  if (converted === 'DECIMAL' || logical?.type === 'DECIMAL') return scale > 0 ? DOUBLE : precision <= 18 ? BIGINT : VARCHAR;
  if (converted === 'DATE' || logical?.type === 'DATE') return DATE;
  if (timeUnit(converted, logical)) return TIME;
  if (timestampUnit(converted, logical)) return TIMESTAMP;
  const unsigned = converted?.startsWith('UINT') || (logical?.type === 'INTEGER' && !logical.isSigned);
  const width =
    logical?.type === 'INTEGER' ? logical.bitWidth : Number(/^U?INT_(\d+)$/.exec(converted ?? '')?.[1] ?? (type === 'INT64' ? 64 : 32));
  switch (type) {
    case 'BOOLEAN':
      return BOOLEAN;
    case 'INT32':
      if (unsigned) return width === 32 ? BIGINT : width === 16 ? INTEGER : SMALLINT;
      return width === 8 ? TINYINT : width === 16 ? SMALLINT : INTEGER;
    case 'INT64':
      return BIGINT;
    case 'INT96':
      return TIMESTAMP;
    case 'FLOAT':
      return REAL;
    case 'DOUBLE':
      return DOUBLE;
    default:
      if (converted === 'JSON' || logical?.type === 'JSON' || logical?.type === 'GEOMETRY' || logical?.type === 'GEOGRAPHY')
        return JSON_TYPE;
      if (logical?.type === 'FLOAT16') return REAL;
      return converted === 'UTF8' ||
        converted === 'ENUM' ||
        logical?.type === 'STRING' ||
        logical?.type === 'ENUM' ||
        logical?.type === 'UUID'
        ? VARCHAR
        : VARBINARY;
  }
}

type Converted = SchemaElement['converted_type'];
type Logical = SchemaElement['logical_type'];

/** Nanoseconds per unit of a column of times of day; undefined for others. */
function timeUnit(converted: Converted, logical: Logical): bigint | undefined {
  if (logical?.type === 'TIME') return nanosPerUnit[logical.unit];
  return converted === 'TIME_MILLIS' ? 1_000_000n : converted === 'TIME_MICROS' ? 1000n : undefined;
}

/** Nanoseconds per unit of a column of instants; undefined for others. */
function timestampUnit(converted: Converted, logical: Logical): bigint | undefined {
  if (logical?.type === 'TIMESTAMP') return nanosPerUnit[logical.unit];
  return converted === 'TIMESTAMP_MILLIS' ? 1_000_000n : converted === 'TIMESTAMP_MICROS' ? 1000n : undefined;
}

/** Nanoseconds per unit of a column of times; 1 for all others. */
export const unitOf = ({ converted_type: converted, logical_type: logical }: SchemaElement): bigint =>
  timestampUnit(converted, logical) ?? timeUnit(converted, logical) ?? 1n;

/** Whether a column is of decimals. */
export const isDecimal = ({ converted_type: converted, logical_type: logical }: SchemaElement): boolean =>
  converted === 'DECIMAL' || logical?.type === 'DECIMAL';

/** The element with nothing for the library to convert: whole numbers and bytes are then read as they are stored. */
export function rawElement(element: SchemaElement): SchemaElement {
  const { converted_type: converted, logical_type: logical, ...rest } = element;
  const nested = logical?.type === 'LIST' || logical?.type === 'MAP' ? logical.type : undefined;
  if (nested && !converted) return { ...element, converted_type: nested };
  return isDecimal(element) ||
    unitOf(element) !== 1n ||
    timestampUnit(converted, logical) ||
    converted === 'DATE' ||
    logical?.type === 'DATE'
    ? rest
    : element;
}

/** A bound of a column in the units in which it is stored. */
export function storedBound(element: SchemaElement, bound: number | bigint | string, round: 'floor' | 'ceil'): number | bigint | string {
  if (typeof bound === 'string') return bound;
  const unit = unitOf(element);
  if (unit === 1n) return bound;
  const nanos = BigInt(bound);
  const whole = nanos / unit;
  const exact = whole * unit === nanos;
  return exact ? whole : round === 'floor' ? whole - 1n : whole + 1n;
}
