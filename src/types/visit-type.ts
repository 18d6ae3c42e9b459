import type { DataType } from './data-type.ts';
import type { MapValue } from './values.ts';

/** The JavaScript value of a cell that is not NULL, by the kind of its type. */
export interface ValueOf {
  readonly boolean: boolean;
  readonly tinyint: number;
  readonly smallint: number;
  readonly integer: number;
  readonly bigint: bigint;
  readonly real: number;
  readonly double: number;
  /** Nanoseconds since 1970. */
  readonly timestamp: bigint;
  /** Days since 1970. */
  readonly date: number;
  /** Nanoseconds since midnight. */
  readonly time: bigint;
  /** Nanoseconds. */
  readonly 'interval day to second': bigint;
  /** Months. */
  readonly 'interval year to month': number;
  readonly varchar: string;
  readonly varbinary: Uint8Array;
  /** JSON as a string. */
  readonly json: string;
  readonly array: readonly unknown[];
  readonly map: MapValue;
  /** The members in order. */
  readonly row: readonly unknown[];
}

type TypeOf<K extends DataType['kind']> = DataType & { readonly kind: K };

/** For some kinds of types, how a function of cells is made for a type of that kind. */
export type TypeVisitor<R> = {
  readonly [K in keyof ValueOf]?: (type: TypeOf<K>) => (value: ValueOf[K]) => R;
};

/** The function of cells of a type that a visitor makes, or undefined where it has none for the kind. Cells must not be NULL. */
export function visitType<R>(type: DataType, visitor: TypeVisitor<R>): ((value: unknown) => R) | undefined {
  const make = (visitor as Partial<Record<string, (type: DataType) => (value: unknown) => R>>)[type.kind]; // each member has the types of its kind
  return make?.(type);
}
