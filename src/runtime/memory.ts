import type { MemoryTracker } from '../functions/declaration.ts';
import { checkLimit, type Limits } from './limits.ts';

/** The memory account of a query: every owner of rows, groups or states reserves their estimated bytes, and frees what it drops. */
export function createMemoryTracker(limits: Limits): MemoryTracker {
  let used = 0;
  return {
    reserve(bytes) {
      used += bytes;
      checkLimit('bytes', used, limits);
    },
    free(bytes) {
      used -= bytes;
    },
  };
}

/** The reservation of one owner. */
export class Reservation {
  readonly #memory: MemoryTracker;
  #bytes = 0;

  constructor(memory: MemoryTracker) {
    this.#memory = memory;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Reserves or frees the difference to the previous size. @throws ExecutionAbort if the query uses too much. */
  resize(bytes: number): void {
    const more = bytes - this.#bytes;
    this.#bytes = bytes;
    if (more > 0) this.#memory.reserve(more);
    else this.#memory.free(-more);
  }

  grow(bytes: number): void {
    this.resize(this.#bytes + bytes);
  }

  free(): void {
    this.resize(0);
  }
}
