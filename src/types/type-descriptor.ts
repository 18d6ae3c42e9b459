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
export interface TypeToken<V = unknown> {
  readonly type: DataType;
  /** Never set: it only carries the type `V`. */
  readonly js?: V;
}

/** The JavaScript value behind a token. */
export type JsOf<T> = T extends TypeToken<infer V> ? V : never;

const token = <V>(type: DataType): TypeToken<V> => ({ type });

export const boolean = token<boolean>(BOOLEAN);
export const tinyint = token<number>(TINYINT);
export const smallint = token<number>(SMALLINT);
export const integer = token<number>(INTEGER);
export const bigint = token<bigint>(BIGINT);
export const real = token<number>(REAL);
export const double = token<number>(DOUBLE);
/** Nanoseconds since 1970. */
export const timestamp = token<bigint>(TIMESTAMP);
/** Days since 1970. */
export const date = token<number>(DATE);
/** Nanoseconds since midnight. */
export const time = token<bigint>(TIME);
/** Nanoseconds. */
export const intervalDay = token<bigint>(INTERVAL_DAY);
/** Months. */
export const intervalMonth = token<number>(INTERVAL_MONTH);
export const varchar = token<string>(VARCHAR);
export const varbinary = token<Uint8Array>(VARBINARY);
/** JSON text. */
export const json = token<string>(JSON_TYPE);
export const unknown = token<null>(UNKNOWN);

/** An array of the element's values; elements may be NULL. */
export const arrayOf = <V>(element: TypeToken<V>): TypeToken<readonly (V | null)[]> => token({ kind: 'array', element: element.type });

/** A map; values may be NULL, keys not. */
export const mapOf = <K, V>(key: TypeToken<K>, value: TypeToken<V>): TypeToken<MapValue<K, V>> =>
  token({ kind: 'map', key: key.type, value: value.type });

/** A ROW, held as an array of its members in order. */
export const rowOf = (fields: Readonly<Record<string, TypeToken>>): TypeToken<readonly unknown[]> =>
  token({ kind: 'row', fields: Object.entries(fields).map(([name, field]) => ({ name, type: field.type })) });

/** Stands for any one type; the same name is the same type throughout a signature. */
export const typeVariable = <V = unknown>(name: string): TypeToken<V> => token({ kind: 'variable', name });

/** A lambda; it may be handed NULLs and may answer NULL. */
export const lambdaOf = <R>(parameters: readonly TypeToken[], returns: TypeToken<R>): TypeToken<(...args: unknown[]) => R | null> =>
  token({ kind: 'function', parameters: parameters.map((p) => p.type), returns: returns.type });

export const T = typeVariable('T');
export const U = typeVariable('U');
export const K = typeVariable('K');
export const V = typeVariable('V');
