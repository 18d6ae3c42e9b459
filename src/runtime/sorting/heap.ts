import type { RowOrder } from './row-order.ts';

/** Puts a row in the place of the last one in the order, which is on top of the heap of `count` rows that begins at `from`. */
export function replaceTop(heap: Int32Array, from: number, count: number, row: number, order: RowOrder): void {
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) break;
    if (child + 1 < count && order(heap[from + child + 1]!, heap[from + child]!) > 0) child++;
    if (order(heap[from + child]!, row) <= 0) break;
    heap[from + at] = heap[from + child]!;
    at = child;
  }
  heap[from + at] = row;
}

/** Makes a heap of rows, with the last of them in the order on top. */
export const makeHeap = (rows: Int32Array, order: RowOrder): Int32Array => rows.sort((a, b) => order(b, a));
