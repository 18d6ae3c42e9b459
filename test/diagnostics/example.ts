import type { QueryOptions } from '../../src/settings.ts';

/** A query with a diagnostic: its fix is applied, or else the query is written as its help says. */
export interface Example {
  readonly query: string;
  /** What the help says, as a part of it; the fix is applied where there is none. */
  readonly says?: string;
  /** The query after following the help. */
  readonly followed?: string;
  readonly options?: QueryOptions;
  /** The options after following the help. */
  readonly followedOptions?: QueryOptions;
}

export const fix = (query: string, options?: QueryOptions): Example => ({ query, ...(options ? { options } : {}) });

export const advice = (query: string, says: string, followed: string, options?: QueryOptions, followedOptions = options): Example => ({
  query,
  says,
  followed,
  ...(options ? { options } : {}),
  ...(followedOptions ? { followedOptions } : {}),
});
