import type { Engine, QueryOptions } from '../../src/index.ts';

export const rateQuery: string;
export function causeQuery(begin: bigint, end: bigint): string;
export function linesQuery(filter: string, begin: bigint, end: bigint): string;
export function worstStretch(
  times: readonly (bigint | number)[],
  scores: readonly number[],
): { begin: bigint; end: bigint; points: number } | undefined;
// The answers are JSON and rows of the host's own queries.
// biome-ignore lint/suspicious/noExplicitAny: a test looks into them freely
export function tellStory(engine: Engine, options?: QueryOptions): Promise<{ rate: any; stretch: any; cause: any }>;
