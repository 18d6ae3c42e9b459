import { makeHeap, replaceTop } from '../sorting/heap.ts';
import type { RowOrder } from '../sorting/row-order.ts';

/** Rows between two turns. */
const chunkRows = 0x4000;

/**
 * The first `keep` rows of each partition in an order, as ascending row numbers; of equal rows the earlier ones are first. Without an order, the first as
 * they come. Undefined where so many might be kept that it does not pay. `partitionOf`: by row, its partition.
 */
export function* firstRowsOfPartitions(
  partitionOf: Uint32Array,
  partitions: number,
  keep: number,
  order: RowOrder | undefined,
  tick: (rows: number) => void,
): Generator<void, Int32Array | undefined> {
  const { length } = partitionOf;
  if (partitions * keep > length / 2) return undefined;
  const compare: RowOrder = (a, b) => order!(a, b) || a - b;
  const kept = new Int32Array(partitions * keep);
  const sizes = new Int32Array(partitions);
  for (let row = 0; row < length; row++) {
    if (row % chunkRows === chunkRows - 1) {
      tick(chunkRows);
      yield;
    }
    const partition = partitionOf[row]!;
    const from = partition * keep;
    const size = sizes[partition]!;
    if (size < keep) {
      kept[from + size] = row;
      sizes[partition] = size + 1;
      if (size + 1 === keep && order) makeHeap(kept.subarray(from, from + keep), compare);
    } else if (order && order(row, kept[from]!) < 0) replaceTop(kept, from, keep, row, compare);
  }
  const rows: number[] = [];
  for (let p = 0; p < partitions; p++) for (let i = 0; i < sizes[p]!; i++) rows.push(kept[p * keep + i]!);
  return Int32Array.from(rows).sort();
}
