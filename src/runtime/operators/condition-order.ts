import { type Expression, some } from '../../operators/expressions/expression.ts';
import type { Evaluator } from '../expressions/evaluator.ts';
import { isPure } from '../expressions/peel.ts';

/** One of the conditions that all must hold. */
export interface Condition {
  readonly evaluate: Evaluator;
  readonly columns: readonly number[];
}

/** Whether an expression may be evaluated for more rows than its place asks for, and again. */
export const isRepeatable = (expression: Expression): boolean => isPure(expression) && !some(expression, ({ kind }) => kind === 'try');

/** What was seen of a condition; older batches count less and less. */
interface Seen {
  dropped: number;
  /** Milliseconds. */
  took: number;
}

/** The order in which conditions are tried: first those that drop the most rows per time, as seen in the batches before. */
export class ConditionOrder {
  readonly #seen: Map<Condition, Seen>;
  #order: readonly Condition[];
  /** Whether the order is free; it is not once a condition failed for a row. */
  free: boolean;

  constructor(conditions: readonly Condition[], free: boolean) {
    this.#order = conditions;
    this.#seen = new Map(conditions.map((condition) => [condition, { dropped: 0, took: 0 }]));
    this.free = free;
  }

  fix(): void {
    this.free = false;
  }

  /** The order for the next batch. */
  next(): readonly Condition[] {
    const rate = (condition: Condition): number => {
      const { dropped, took } = this.#seen.get(condition)!;
      return took > 0 ? dropped / took : 0;
    };
    this.#order = this.#order.toSorted((a, b) => rate(b) - rate(a));
    return this.#order;
  }

  learn(condition: Condition, tried: number, kept: number, took: number): void {
    const seen = this.#seen.get(condition)!;
    seen.dropped = seen.dropped / 2 + tried - kept;
    seen.took = seen.took / 2 + took;
  }
}
