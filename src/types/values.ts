import { compareText } from './compare-text.ts';
import { type DataType, VARCHAR } from './data-type.ts';
import { compareJson, jsonKey } from './json-order.ts';

/** A map cell: parallel keys and values, keys distinct. */
export interface MapValue<K = unknown, V = unknown> {
  readonly keys: readonly K[];
  readonly values: readonly (V | null)[];
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return a.length - b.length;
}

/** Where values without an order go, NaN and NULL members: after all others, before them, or nowhere: a NULL member then throws {@link Unordered}. */
export type Unorderable = 'last' | 'first' | 'throw';

/** Thrown by a strict comparison that meets a NULL member. */
export class Unordered {}

/** An order over the non-NULL values of a type: arrays and rows member by member, NaN and NULL members last unless asked otherwise. */
export function comparator(type: DataType, unorderable: Unorderable = 'last'): (a: unknown, b: unknown) => number {
  switch (type.kind) {
    case 'varchar':
      return (a, b) => compareText(a as string, b as string);
    case 'json':
      return (a, b) => compareJson(a as string, b as string);
    case 'varbinary':
      return (a, b) => compareBytes(a as Uint8Array, b as Uint8Array);
    case 'double':
    case 'real':
      if (unorderable !== 'first') return (a, b) => compareDoubles(a as number, b as number);
      return (a, b) => (Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : Number.isNaN(b) ? 1 : compareDoubles(a as number, b as number));
    case 'array': {
      const compare = nullable(comparator(type.element, unorderable), unorderable);
      return (a, b) => compareLists(a as readonly unknown[], b as readonly unknown[], () => compare);
    }
    case 'row': {
      const compares = type.fields.map((field) => nullable(comparator(field.type, unorderable), unorderable));
      return (a, b) => compareLists(a as readonly unknown[], b as readonly unknown[], (i) => compares[i]!);
    }
    case 'map': {
      const keys = nullsLast(comparator(type.key));
      const values = nullsLast(comparator(type.value));
      return (a, b) => {
        const x = a as MapValue;
        const y = b as MapValue;
        return compareLists(x.keys, y.keys, () => keys) || compareLists(x.values, y.values, () => values);
      };
    }
    default:
      return (a, b) => ((a as number) < (b as number) ? -1 : (a as number) > (b as number) ? 1 : 0);
  }
}

/** Orders doubles with NaN last and -0 equal to 0. */
export function compareDoubles(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : a === b ? 0 : Number.isNaN(a) ? (Number.isNaN(b) ? 0 : 1) : -1;
}

/** Extends a comparison to NULLs, which come last. */
export function nullsLast(compare: (a: unknown, b: unknown) => number): (a: unknown, b: unknown) => number {
  return nullable(compare, 'last');
}

function nullable(compare: (a: unknown, b: unknown) => number, unorderable: Unorderable): (a: unknown, b: unknown) => number {
  const missing = unorderable === 'first' ? -1 : 1;
  return (a, b) => {
    if (a !== null && b !== null) return compare(a, b);
    if (unorderable === 'throw') throw new Unordered();
    return a === b ? 0 : a === null ? missing : -missing;
  };
}

function compareLists(a: readonly unknown[], b: readonly unknown[], at: (i: number) => (a: unknown, b: unknown) => number): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const order = at(i)(a[i], b[i]);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** SQL equality of two non-NULL values: NULL where NULL members leave it open; NaN equals nothing. */
export function equals(type: DataType): (a: unknown, b: unknown) => boolean | null {
  switch (type.kind) {
    case 'array': {
      const member = equals(type.element);
      return (a, b) => equalLists(a as readonly unknown[], b as readonly unknown[], () => member);
    }
    case 'row': {
      const members = type.fields.map((field) => equals(field.type));
      return (a, b) => equalLists(a as readonly unknown[], b as readonly unknown[], (i) => members[i]!);
    }
    case 'map': {
      const key = valueKey(type.key);
      const member = equals(type.value);
      return (a, b) => {
        const x = a as MapValue;
        const y = b as MapValue;
        if (x.keys.length !== y.keys.length) return false;
        const byKey = new Map(y.keys.map((k, i) => [key(k), i]));
        const order = x.keys.map((k) => byKey.get(key(k)));
        if (order.includes(undefined)) return false;
        return equalLists(
          x.values,
          order.map((i) => y.values[i!]),
          () => member,
        );
      };
    }
    case 'varbinary':
      return (a, b) => compareBytes(a as Uint8Array, b as Uint8Array) === 0;
    case 'json':
      return (a, b) => a === b || jsonKey(a as string) === jsonKey(b as string);
    default:
      return (a, b) => a === b;
  }
}

function equalLists(
  a: readonly unknown[],
  b: readonly unknown[],
  at: (i: number) => (a: unknown, b: unknown) => boolean | null,
): boolean | null {
  if (a.length !== b.length) return false;
  let open = false;
  for (let i = 0; i < a.length; i++) {
    const same = a[i] === null || b[i] === null ? null : at(i)(a[i], b[i]);
    if (same === false) return false;
    if (same === null) open = true;
  }
  return open ? null : true;
}

/**
 * A primitive that is the same for two cells exactly when they are not distinct (NULL equals NULL, NaN equals NaN,
 * -0 equals 0): for `Map` keys, groups and sets.
 */
export function valueKey(type: DataType): (value: unknown) => unknown {
  switch (type.kind) {
    case 'array': {
      const member = valueKey(type.element);
      return (value) => (value === null ? null : joinKeys((value as readonly unknown[]).map(member)));
    }
    case 'row': {
      const members = type.fields.map((field) => valueKey(field.type));
      return (value) => (value === null ? null : joinKeys((value as readonly unknown[]).map((v, i) => members[i]!(v))));
    }
    case 'map': {
      const key = valueKey(type.key);
      const member = valueKey(type.value);
      return (value) => {
        if (value === null) return null;
        const { keys, values } = value as MapValue;
        return joinKeys(keys.map((k, i) => joinKeys([key(k), member(values[i])])).sort());
      };
    }
    case 'json':
      return (value) => (value === null ? null : jsonKey(value as string));
    case 'varbinary':
      return (value) => (value === null ? null : binaryKey(value as Uint8Array));
    case 'double':
    case 'real':
      return (value) => (value === 0 ? 0 : value);
    default:
      return (value) => value;
  }
}

/** One character per byte. */
function binaryKey(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return text;
}

/** The type that holds the keys that {@link valueKey} makes of a type's values. */
export function keyTypeOf(type: DataType): DataType {
  return type.kind === 'array' || type.kind === 'row' || type.kind === 'map' || type.kind === 'varbinary' ? VARCHAR : type;
}

/** One text for several keys; every part carries its type and length, so that no two lists collide. */
function joinKeys(keys: readonly unknown[]): string {
  let text = '';
  for (const key of keys) {
    const part = String(key);
    text += `${key === null ? 'n' : typeof key === 'string' ? 's' : 'v'}${part.length}:${part}`;
  }
  return text;
}

/** Whether a value has a NULL anywhere inside. */
export function hasNullMember(value: unknown): boolean {
  if (Array.isArray(value)) return value.some((member) => member === null || hasNullMember(member));
  if (typeof value === 'object' && value !== null && 'keys' in value)
    return hasNullMember((value as MapValue).keys) || hasNullMember((value as MapValue).values);
  return false;
}

/** The bytes a cell takes as a JavaScript value, estimated: strings at two bytes per character, nested values by their parts. */
export function cellBytes(value: unknown): number {
  if (typeof value === 'string') return 16 + 2 * value.length;
  if (typeof value === 'bigint') return 24;
  if (typeof value !== 'object' || value === null) return 8;
  if (value instanceof Uint8Array) return 64 + value.length;
  if (Array.isArray(value)) return value.reduce<number>((bytes, member) => bytes + memberBytes(member), 32);
  return 'keys' in value ? cellBytes((value as MapValue).keys) + cellBytes((value as MapValue).values) : 64;
}

/** What a member of an array takes: numbers are in the array, all else is somewhere else. */
const memberBytes = (member: unknown): number =>
  typeof member === 'bigint' || typeof member === 'string' || (typeof member === 'object' && member !== null) ? 8 + cellBytes(member) : 8;
