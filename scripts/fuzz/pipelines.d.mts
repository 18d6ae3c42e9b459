import type { Field } from '../../src/types/data-type.ts';
import type { ExpressionGrammar, Random } from './expressions.mjs';

export const columns: readonly Field[];
export const timeRange: { readonly from: number; readonly length: number };
export function rows(random: Random, count: number): Record<string, unknown>[];
export function pipeline(random: Random, grammar: ExpressionGrammar, depth: number): string[];
