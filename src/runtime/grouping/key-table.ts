/** What numbers keys in the order of their first appearance, and counts how often each was added since its counts were last taken. */
export interface KeyTable {
  readonly size: number;
  /** Adds the counts to those by number, and starts again from zero. */
  takeCounts(counts: Float64Array): void;
  /** Estimated bytes in use. */
  byteSize(): number;
}

/** Whether all codes from `low` to `high` stand for the same id. */
export function shareId(ids: Int32Array | undefined, low: number, high: number): boolean {
  if (!ids) return low === high;
  const id = ids[low + 1];
  for (let code = low + 1; code <= high; code++) if (ids[code + 1] !== id) return false;
  return true;
}
