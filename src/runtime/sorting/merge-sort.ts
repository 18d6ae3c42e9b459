/** Rows that are sorted in one piece, and those where comparing two takes long, as of long strings with one beginning. */
const maxRunLength = 4096;
const minRunLength = 64;

/** Sorting the first few rows longer than this (milliseconds) shows that comparing takes long. */
const maxProbeMs = 1;

/** A stable merge sort of the row numbers 0 … length - 1 that yields often enough to be interrupted. */
export function* mergeSort(length: number, order: (a: number, b: number) => number): Generator<void, Int32Array> {
  let rows = new Int32Array(length);
  const started = performance.now();
  Array.from({ length: Math.min(minRunLength, length) }, (_, row) => row).sort(order);
  const slow = performance.now() - started > maxProbeMs;
  const runLength = slow ? minRunLength : maxRunLength;
  const stepsPerYield = slow ? minRunLength : 0x4000;
  for (let from = 0; from < length; from += runLength) {
    const run = Array.from({ length: Math.min(runLength, length - from) }, (_, i) => from + i).sort(order);
    rows.set(run, from);
    yield;
  }
  if (length <= runLength) return rows;
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
        if (++steps % stepsPerYield === 0) yield;
      }
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}

/** The bytes that sorting so many rows takes. */
export const mergeSortBytes = (length: number): number => 8 * length;
