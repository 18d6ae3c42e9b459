import type { LogOptions } from '../story/generate.mjs';

export function generateSignals(
  options?: LogOptions & { readonly sampled?: number },
): Generator<{ readonly signal: 'log' | 'metrics' | 'traces'; readonly line: string }>;
