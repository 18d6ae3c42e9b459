export const totalRateQuery: string;
export function partRateQuery(begin: bigint, end: bigint): string;
export function durationQuery(begin: bigint, end: bigint): string;
export function pathQuery(begin: bigint, end: bigint): string;
