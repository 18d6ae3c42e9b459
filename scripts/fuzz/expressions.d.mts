import type { DataType, Field } from '../../src/types/data-type.ts';

export interface Random {
  next(): number;
  below(n: number): number;
  chance(p: number): boolean;
  pick<T>(list: readonly T[]): T;
}
export type ExpressionGrammar = ReadonlyMap<string, unknown>;
export const baseTypes: readonly string[];
export function randomFrom(seed: number): Random;
export function createGrammar(functions: readonly unknown[]): ExpressionGrammar;
export function expression(random: Random, grammar: ExpressionGrammar, columns: readonly Field[], type: DataType, depth: number): string;
