import { type DataType, rowType, sameType } from './data-type.ts';

const ranks: Partial<Record<DataType['kind'], number>> = {
  tinyint: 1,
  smallint: 2,
  integer: 3,
  bigint: 4,
  real: 5,
  double: 6,
};

/** The cost of coercing a JSON scalar: a string is preferred to a number, and DOUBLE to an integer type that may be too narrow. */
const fromJson: Partial<Record<DataType['kind'], number>> = {
  varchar: 20,
  double: 21,
  boolean: 22,
  timestamp: 23,
  date: 24,
  bigint: 25,
  integer: 26,
  real: 27,
};

/**
 * The cost of an implicit coercion: 0 for none, higher for a less similar type,
 * undefined if there is no implicit coercion. TINYINT → SMALLINT → INTEGER → BIGINT → REAL → DOUBLE,
 * DATE → TIMESTAMP, UNKNOWN → anything, JSON → the scalar or array that it holds; arrays, maps and rows by their parts.
 */
export function coercionCost(from: DataType, to: DataType): number | undefined {
  if (sameType(from, to)) return 0;
  if (from.kind === 'unknown') return 1;
  const a = ranks[from.kind];
  const b = ranks[to.kind];
  if (a !== undefined && b !== undefined) {
    if (b < a) return undefined;
    // From an integer DOUBLE is nearer than REAL, which would lose digits.
    return to.kind === 'real' && from.kind !== 'real' ? 9 : b - a;
  }
  if (from.kind === 'date' && to.kind === 'timestamp') return 1;
  if (from.kind === 'json') {
    if (to.kind === 'array') return sum(28, coercionCost(from, to.element));
    return fromJson[to.kind];
  }
  if (from.kind === 'array' && to.kind === 'array') return coercionCost(from.element, to.element);
  if (from.kind === 'map' && to.kind === 'map') return sum(coercionCost(from.key, to.key), coercionCost(from.value, to.value));
  if (from.kind === 'row' && to.kind === 'row' && from.fields.length === to.fields.length)
    return from.fields.reduce<number | undefined>((cost, field, i) => sum(cost, coercionCost(field.type, to.fields[i]!.type)), 0);
  return undefined;
}

function sum(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

/** The narrowest type that both coerce to, or undefined. */
export function commonType(a: DataType, b: DataType): DataType | undefined {
  // A JSON number combined with integers may have a fraction.
  if ((a.kind === 'json' && ranks[b.kind] !== undefined) || (b.kind === 'json' && ranks[a.kind] !== undefined)) return { kind: 'double' };
  if (coercionCost(a, b) !== undefined && !(b.kind === 'real' && a.kind !== 'real' && a.kind !== 'unknown')) return b;
  if (coercionCost(b, a) !== undefined && !(a.kind === 'real' && b.kind !== 'real' && b.kind !== 'unknown')) return a;
  if (ranks[a.kind] !== undefined && ranks[b.kind] !== undefined) return { kind: 'double' };
  if (a.kind === 'array' && b.kind === 'array') {
    const element = commonType(a.element, b.element);
    return element && { kind: 'array', element };
  }
  if (a.kind === 'map' && b.kind === 'map') {
    const key = commonType(a.key, b.key);
    const value = commonType(a.value, b.value);
    return key && value && { kind: 'map', key, value };
  }
  if (a.kind === 'row' && b.kind === 'row' && a.fields.length === b.fields.length) {
    const fields = a.fields.map((field, i) => ({ name: field.name, type: commonType(field.type, b.fields[i]!.type) }));
    if (fields.every((field) => field.type !== undefined)) return rowType(fields as { name: string; type: DataType }[]);
  }
  return undefined;
}
