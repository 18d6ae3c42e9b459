import { type Expression, some } from '../operators/expressions/expression.ts';
import { type LogicalPlan, mapExpressions } from '../operators/plan/plan.ts';

/** A node that an operator runs. */
export type Operation = Exclude<LogicalPlan, { readonly kind: 'Scan' | 'Shared' | 'Remote' | 'HostCall' }>;

/** Whether the time of an expression depends on the data so much that a batch of it may take long: it calls something that has no kernel for arrays, or converts. */
export function isCostly(expression: Expression): boolean {
  return some(expression, (node) => {
    if (node.kind === 'cast') return node.value.kind !== 'literal';
    return node.kind === 'call' && !node.overload.batch;
  });
}

/** Whether computing an expression again gives another result. */
export const isVolatile = (expression: Expression): boolean =>
  some(expression, (node) => node.kind === 'call' && node.fn.volatility === 'volatile');

/** How an operation computes: whether that may take long, and may be done again. */
export function effortOf(operation: Operation): { readonly costly: boolean; readonly repeatable: boolean } {
  let costly = false;
  let repeatable = true;
  mapExpressions(operation, (expression) => {
    costly ||= isCostly(expression);
    repeatable &&= !isVolatile(expression);
    return expression;
  });
  return { costly, repeatable };
}
