import {
  BIGINT,
  BOOLEAN,
  DATE,
  type DataType,
  DOUBLE,
  INTEGER,
  INTERVAL_DAY,
  INTERVAL_MONTH,
  JSON_TYPE,
  REAL,
  SMALLINT,
  TIME,
  TIMESTAMP,
  TINYINT,
  UNKNOWN,
  VARBINARY,
  VARCHAR,
} from './data-type.ts';
import type { TypeKind } from './storage.ts';
import type { MapValue } from './values.ts';

/**
 * A data type that also tells TypeScript which JavaScript value stands for one cell of it, and of which kind it is: the kind
 * decides the array that batch kernels read and fill. A descriptor of several kinds is a class of types.
 */
export interface TypeDescriptor<V = unknown, K extends TypeKind = TypeKind> {
  readonly type: DataType;
  /** The argument may be absent; only parameters after which all are optional may be. */
  readonly optional?: boolean;
  /** Never set: it only carries the type `V`. */
  readonly js?: V;
  /** Never set: it only carries the kinds `K`. */
  readonly kind?: K;
}

/** The JavaScript value behind a descriptor. */
export type JsOf<T> = T extends TypeDescriptor<infer V> ? V : never;

/** The kinds behind a descriptor: one, or those of a class. */
export type KindOf<T> = T extends TypeDescriptor<unknown, infer K> ? K : never;

const descriptor = <V, K extends TypeKind = TypeKind>(type: DataType): TypeDescriptor<V, K> => ({ type });

export const boolean = descriptor<boolean, 'boolean'>(BOOLEAN);
export const tinyint = descriptor<number, 'tinyint'>(TINYINT);
export const smallint = descriptor<number, 'smallint'>(SMALLINT);
export const integer = descriptor<number, 'integer'>(INTEGER);
export const bigint = descriptor<bigint, 'bigint'>(BIGINT);
export const real = descriptor<number, 'real'>(REAL);
export const double = descriptor<number, 'double'>(DOUBLE);
/** Nanoseconds since 1970. */
export const timestamp = descriptor<bigint, 'timestamp'>(TIMESTAMP);
/** Days since 1970. */
export const date = descriptor<number, 'date'>(DATE);
/** Nanoseconds since midnight. */
export const time = descriptor<bigint, 'time'>(TIME);
/** Nanoseconds. */
export const intervalDay = descriptor<bigint, 'interval day to second'>(INTERVAL_DAY);
/** Months. */
export const intervalMonth = descriptor<number, 'interval year to month'>(INTERVAL_MONTH);
export const varchar = descriptor<string, 'varchar'>(VARCHAR);
export const varbinary = descriptor<Uint8Array, 'varbinary'>(VARBINARY);
/** JSON text. */
export const json = descriptor<string, 'json'>(JSON_TYPE);
export const unknown = descriptor<null, 'unknown'>(UNKNOWN);
/** Whatever type the argument has, each for itself. */
export const any = descriptor<unknown>({ kind: 'any' });

/** One of several types, the first that fits cheapest; the same name is the same type throughout a signature. */
export const typeClass = <const M extends readonly TypeDescriptor[]>(
  name: string,
  members: M,
): TypeDescriptor<JsOf<M[number]>, KindOf<M[number]>> => descriptor({ kind: 'variable', name, among: members.map(({ type }) => type) });

/** An integer of any width. */
export const integral = typeClass('integral', [tinyint, smallint, integer, bigint]);
/** A number of any type. */
export const numeric = typeClass('numeric', [tinyint, smallint, integer, bigint, real, double]);

/** A parameter that may be absent: the meaning then reads undefined. */
export const optional = <V, K extends TypeKind>(parameter: TypeDescriptor<V, K>): TypeDescriptor<V | undefined, K> => ({
  type: parameter.type,
  optional: true,
});

/** An array of the element's values; elements may be NULL. */
export const arrayOf = <V>(element: TypeDescriptor<V>): TypeDescriptor<readonly (V | null)[]> =>
  descriptor({ kind: 'array', element: element.type });

/** A map; values may be NULL, keys not. */
export const mapOf = <K, V>(key: TypeDescriptor<K>, value: TypeDescriptor<V>): TypeDescriptor<MapValue<K, V>> =>
  descriptor({ kind: 'map', key: key.type, value: value.type });

/** A ROW, held as an array of its members in order. */
export const rowOf = (fields: Readonly<Record<string, TypeDescriptor>>): TypeDescriptor<readonly unknown[]> =>
  descriptor({ kind: 'row', fields: Object.entries(fields).map(([name, field]) => ({ name, type: field.type })) });

/** Stands for any one type; the same name is the same type throughout a signature. */
export const typeVariable = <V = unknown>(name: string): TypeDescriptor<V> => descriptor({ kind: 'variable', name });

/** A lambda; it may be handed NULLs and may answer NULL. */
export const lambdaOf = <R>(
  parameters: readonly TypeDescriptor[],
  returns: TypeDescriptor<R>,
): TypeDescriptor<(...args: unknown[]) => R | null> =>
  descriptor({ kind: 'function', parameters: parameters.map((p) => p.type), returns: returns.type });

export const T = typeVariable('T');
export const U = typeVariable('U');
export const K = typeVariable('K');
export const V = typeVariable('V');
