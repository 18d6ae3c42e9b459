import type { DataType } from './data-type.ts';

/** How cells of a type lie in memory. */
export type Storage = 'uint8' | 'int32' | 'int64' | 'float64' | 'object';

/** The kind of a data type. */
export type TypeKind = DataType['kind'];

const storages = {
  boolean: 'uint8',
  tinyint: 'int32',
  smallint: 'int32',
  integer: 'int32',
  date: 'int32',
  'interval year to month': 'int32',
  bigint: 'int64',
  timestamp: 'int64',
  time: 'int64',
  'interval day to second': 'int64',
  real: 'float64',
  double: 'float64',
  varchar: 'object',
  varbinary: 'object',
  json: 'object',
  unknown: 'object',
  array: 'object',
  map: 'object',
  row: 'object',
  function: 'object',
  variable: 'object',
  any: 'object',
} as const satisfies Record<TypeKind, Storage>;

/** The storage of a type's flat vectors. */
export function storageOf(type: DataType): Storage {
  return storages[type.kind];
}

interface Arrays {
  readonly uint8: Uint8Array;
  readonly int32: Int32Array;
  readonly int64: BigInt64Array;
  readonly float64: Float64Array;
  readonly object: readonly unknown[];
}

/** The array that holds the cells of a kind of type. */
export type CellsOfKind<K extends TypeKind = TypeKind> = Arrays[(typeof storages)[K]];
