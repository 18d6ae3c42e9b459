import type { SortKey } from '../../operators/plan/plan.ts';
import { rowsFrom } from '../../vectors/selection.ts';
import { slice } from '../../vectors/take.ts';
import type { Vector } from '../../vectors/vector.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { sortedRows } from '../sorting/sorted-rows.ts';

/** Rows between two yields; a power of 2. */
const rowsPerStep = 1 << 15;

/** The rows of a window, partition by partition and in order within each. */
export interface Partitions {
  /** Row numbers; partition p has those at offsets[p] … offsets[p + 1] - 1. */
  readonly rows: Int32Array;
  readonly offsets: Int32Array;
  /** By row number: its partition. */
  readonly partitionOf: Uint32Array;
  /** By place in `rows`: the place where the row's peers begin, which are equal to it in the order. */
  readonly peerStarts: Int32Array;
  /** By place: the number of peer groups before it in its partition. */
  readonly peerGroups: Int32Array;
}

/** The partition of each row, and how many there are. Yields between pieces of work. */
export function* numberPartitions(
  length: number,
  partition: readonly Vector[],
): Generator<void, { readonly partitionOf: Uint32Array; readonly count: number }> {
  const index = new GroupKeys(partition.map((column) => column.type));
  const partitionOf = new Uint32Array(length);
  for (let from = 0; from < length; from += rowsPerStep) {
    const to = Math.min(length, from + rowsPerStep);
    index.intern(
      partition.map((column) => slice(column, from, to)),
      to - from,
      partitionOf.subarray(from, to),
    );
    yield;
  }
  return { partitionOf, count: index.size };
}

/** Puts rows into their partitions and orders them. Yields between pieces of work. */
export function* partitionRows(
  length: number,
  partition: readonly Vector[],
  keys: readonly SortKey[],
  order: readonly Vector[],
  reserve: (bytes: number) => void,
): Generator<void, Partitions> {
  const { partitionOf, count } = yield* numberPartitions(length, partition);
  const ordered = keys.length > 0 ? yield* sortedRows(length, keys, order, reserve) : rowsFrom(0, length);
  const compare = keys.length > 0 ? rowOrder(keys, order) : () => 0;
  const offsets = new Int32Array(count + 1);
  for (const p of partitionOf) offsets[p + 1]!++;
  for (let p = 0; p < count; p++) offsets[p + 1]! += offsets[p]!;
  const next = offsets.slice();
  const rows = new Int32Array(length);
  for (const row of ordered) rows[next[partitionOf[row]!]!++] = row;
  yield;
  const peerStarts = new Int32Array(length);
  const peerGroups = new Int32Array(length);
  for (let p = 0; p < count; p++) {
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const first = at === offsets[p];
      const peer = !first && compare(rows[at - 1]!, rows[at]!) === 0;
      peerStarts[at] = peer ? peerStarts[at - 1]! : at;
      peerGroups[at] = first ? 0 : peerGroups[at - 1]! + (peer ? 0 : 1);
      if ((at & (rowsPerStep - 1)) === 0) yield;
    }
  }
  return { rows, offsets, partitionOf, peerStarts, peerGroups };
}
