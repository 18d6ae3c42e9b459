import type { RowOrder } from './row-order.ts';

/** Rows that are sorted at once, between two yields. */
const runLength = 4096;

/** A stable merge sort of row numbers that yields often enough to be interrupted. */
export function* mergeSort(length: number, order: RowOrder): Generator<void, Int32Array> {
  let rows = new Int32Array(length);
  for (let from = 0; from < length; from += runLength) {
    const run = Array.from({ length: Math.min(runLength, length - from) }, (_, i) => from + i).sort(order);
    rows.set(run, from);
    yield;
  }
  let spare = new Int32Array(length);
  let steps = 0;
  for (let width = runLength; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length);
      const end = Math.min(from + 2 * width, length);
      let left = from;
      let right = middle;
      for (let out = from; out < end; out++) {
        const takeLeft = left < middle && (right >= end || order(rows[left]!, rows[right]!) <= 0);
        spare[out] = takeLeft ? rows[left++]! : rows[right++]!;
        if ((++steps & 0x3fff) === 0) yield;
      }
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}
