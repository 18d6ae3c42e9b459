import type { DataType } from '../types/data-type.ts';
import { storageOf } from '../types/storage.ts';
import type { FixedWidthArray } from './vector.ts';

/** An array of zeros in the storage of a type; `object` types are given doubles. */
export function allocate(type: DataType, length: number): FixedWidthArray {
  switch (storageOf(type)) {
    case 'uint8':
      return new Uint8Array(length);
    case 'int32':
      return new Int32Array(length);
    case 'int64':
      return new BigInt64Array(length);
    default:
      return new Float64Array(length);
  }
}

/** Writes a cell that is not NULL: a bigint in an int64 array, a number in any other. */
export function setCell(cells: FixedWidthArray, row: number, value: unknown): void {
  if (cells instanceof BigInt64Array) cells[row] = value as bigint;
  else cells[row] = value as number;
}

/** Fills an array with one cell that is not NULL. */
export function fillCells(cells: FixedWidthArray, value: unknown): void {
  if (cells instanceof BigInt64Array) cells.fill(value as bigint);
  else cells.fill(value as number);
}

/** Copies the cells of one array into another of the same storage, from index `at`. */
export function copyCells(target: FixedWidthArray, source: FixedWidthArray, at = 0): void {
  if (target instanceof BigInt64Array) target.set(source as BigInt64Array, at);
  else target.set(source as Exclude<FixedWidthArray, BigInt64Array>, at);
}

/** The cells in a longer array, followed by zeros. */
export function growCells<A extends FixedWidthArray>(cells: A, length: number): A {
  const grown = new (cells.constructor as new (length: number) => A)(length);
  copyCells(grown, cells);
  return grown;
}
