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
import type { MapValue } from './values.ts';

/** A data type that also tells TypeScript which JavaScript value stands for one cell of it. */
export interface TypeDescriptor<V = unknown> {
  readonly type: DataType;
  /** Never set: it only carries the type `V`. */
  readonly js?: V;
}

/** The JavaScript value behind a token. */
export type JsOf<T> = T extends TypeDescriptor<infer V> ? V : never;

const descriptor = <V>(type: DataType): TypeDescriptor<V> => ({ type });

export const boolean = descriptor<boolean>(BOOLEAN);
export const tinyint = descriptor<number>(TINYINT);
export const smallint = descriptor<number>(SMALLINT);
export const integer = descriptor<number>(INTEGER);
export const bigint = descriptor<bigint>(BIGINT);
export const real = descriptor<number>(REAL);
export const double = descriptor<number>(DOUBLE);
/** Nanoseconds since 1970. */
export const timestamp = descriptor<bigint>(TIMESTAMP);
/** Days since 1970. */
export const date = descriptor<number>(DATE);
/** Nanoseconds since midnight. */
export const time = descriptor<bigint>(TIME);
/** Nanoseconds. */
export const intervalDay = descriptor<bigint>(INTERVAL_DAY);
/** Months. */
export const intervalMonth = descriptor<number>(INTERVAL_MONTH);
export const varchar = descriptor<string>(VARCHAR);
export const varbinary = descriptor<Uint8Array>(VARBINARY);
/** JSON text. */
export const json = descriptor<string>(JSON_TYPE);
export const unknown = descriptor<null>(UNKNOWN);

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
