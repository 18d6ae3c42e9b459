import type { MemoryTracker } from '../../functions/declaration.ts';

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

/** Called with the bytes of a large array before it is made; throws where the query may not have them. */
export type BeforeGrowth = (bytes: number) => void;

/** What asks the account of a query whether it may have bytes for a moment; their owner reserves them for as long as it keeps them. */
export function askBefore(memory: MemoryTracker): BeforeGrowth {
  return (bytes) => {
    memory.reserve(bytes);
    memory.free(bytes);
  };
}
