import type { SortKey } from '../../operators/plan/plan.ts';
import { rowsFrom } from '../../vectors/selection.ts';
import type { Vector } from '../../vectors/vector.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { rowOrder } from '../sorting/row-order.ts';
import { sortedRows } from '../sorting/sorted-rows.ts';

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

/** Puts rows into their partitions and orders them. Yields between pieces of work. */
export function* partitionRows(
  length: number,
  partition: readonly Vector[],
  keys: readonly SortKey[],
  order: readonly Vector[],
  reserve: (bytes: number) => void,
): Generator<void, Partitions> {
  const index = new GroupKeys(partition.map((column) => column.type));
  const partitionOf = new Uint32Array(length);
  index.intern(partition, length, partitionOf);
  yield;
  const compare = keys.length > 0 ? rowOrder(keys, order) : () => 0;
  const ordered = keys.length > 0 ? yield* sortedRows(length, keys, order, reserve) : rowsFrom(0, length);
  const offsets = new Int32Array(index.size + 1);
  for (const p of partitionOf) offsets[p + 1]!++;
  for (let p = 0; p < index.size; p++) offsets[p + 1]! += offsets[p]!;
  const next = offsets.slice();
  const rows = new Int32Array(length);
  for (const row of ordered) rows[next[partitionOf[row]!]!++] = row;
  yield;
  const peerStarts = new Int32Array(length);
  const peerGroups = new Int32Array(length);
  for (let p = 0; p < index.size; p++) {
    for (let at = offsets[p]!; at < offsets[p + 1]!; at++) {
      const first = at === offsets[p];
      const peer = !first && compare(rows[at - 1]!, rows[at]!) === 0;
      peerStarts[at] = peer ? peerStarts[at - 1]! : at;
      peerGroups[at] = first ? 0 : peerGroups[at - 1]! + (peer ? 0 : 1);
    }
  }
  return { rows, offsets, partitionOf, peerStarts, peerGroups };
}
