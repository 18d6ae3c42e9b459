import type { MemoryTracker } from '../functions/declaration.ts';
import { checkLimit, type Limits } from './limits.ts';

/** The one account of a query's memory: whoever keeps rows, groups or states reserves their estimated bytes, and frees what it drops. */
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

/** What one holder has reserved. */
export class Reservation {
  readonly #memory: MemoryTracker;
  #bytes = 0;

  constructor(memory: MemoryTracker) {
    this.#memory = memory;
  }

  /** Reserves or frees the difference to what was reserved before. @throws QueryFailure when the query holds too much. */
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
