/** Rows that are sorted in one go where comparing two takes little time. */
const maxRunLength = 4096;

/** Comparisons that show whether they take long, as of long strings with one beginning, and the time that all of them may take (milliseconds). */
const probes = 32;
const maxProbeMs = 1;

/** Comparisons until the clock is looked at, where they take little time and where not; and when to yield then, milliseconds. */
const quickSteps = 0x1000;
const slowSteps = 1;
const sliceMs = 4;

/** A stable merge sort of the row numbers 0 … length - 1 that yields often enough to be interrupted. */
export function* mergeSort(length: number, order: (a: number, b: number) => number): Generator<void, Int32Array> {
  let rows = Int32Array.from({ length }, (_, row) => row);
  const slow = isSlow(length, order);
  const runLength = slow ? 1 : maxRunLength;
  if (!slow)
    for (let from = 0; from < length; from += runLength) {
      const run = Array.from({ length: Math.min(runLength, length - from) }, (_, i) => from + i).sort(order);
      rows.set(run, from);
      yield;
    }
  if (length <= runLength) return rows;
  let spare = new Int32Array(length);
  const stepsPerLook = slow ? slowSteps : quickSteps;
  let steps = 0;
  let since = performance.now();
  for (let width = runLength; width < length; width *= 2) {
    for (let from = 0; from < length; from += 2 * width) {
      const middle = Math.min(from + width, length);
      const end = Math.min(from + 2 * width, length);
      let left = from;
      let right = middle;
      for (let out = from; out < end; out++) {
        const takeLeft = left < middle && (right >= end || order(rows[left]!, rows[right]!) <= 0);
        spare[out] = takeLeft ? rows[left++]! : rows[right++]!;
        if (++steps % stepsPerLook !== 0 || performance.now() - since < sliceMs) continue;
        yield;
        since = performance.now();
      }
    }
    [rows, spare] = [spare, rows];
  }
  return rows;
}

/** Whether comparing rows takes long, from pairs of neighbours all over them. */
function isSlow(length: number, order: (a: number, b: number) => number): boolean {
  const started = performance.now();
  const step = Math.max(1, Math.floor(length / probes));
  for (let row = 1; row < length; row += step) {
    order(row - 1, row);
    if (performance.now() - started > maxProbeMs) return true;
  }
  return false;
}

/** The bytes that sorting so many rows takes. */
export const mergeSortBytes = (length: number): number => 8 * length;
