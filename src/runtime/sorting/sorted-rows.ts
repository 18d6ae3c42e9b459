import type { SortKey } from '../../operators/plan/plan.ts';
import type { Vector } from '../../vectors/vector.ts';
import { mergeSort, mergeSortBytes } from './merge-sort.ts';
import { radixKeys, radixSort, radixSortBytes } from './radix-sort.ts';
import { findRanks, rowOrder } from './row-order.ts';

/** So few rows are compared sooner than digits are counted. */
const minRadixRows = 1024;

/** The row numbers 0 … length - 1 in the order of the keys, stable. Reserves the bytes that it takes; yields often enough to be interrupted. */
export function* sortedRows(
  length: number,
  keys: readonly SortKey[],
  columns: readonly Vector[],
  reserve: (bytes: number) => void,
): Generator<void, Int32Array> {
  yield* findRanks(keys, columns);
  const radix = length < minRadixRows ? undefined : radixKeys(keys, columns);
  reserve(radix ? radixSortBytes(length) : mergeSortBytes(length));
  yield;
  return yield* radix ? radixSort(length, radix) : mergeSort(length, rowOrder(keys, columns));
}
