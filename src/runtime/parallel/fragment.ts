import { isBuiltin } from '../../functions/declaration.ts';
import { type Expression, some } from '../../operators/expressions/expression.ts';
import { librariesOfPlans } from '../../operators/plan/libraries.ts';
import { inputsOf, type LogicalPlan, mapExpressions, type PlanOf } from '../../operators/plan/plan.ts';
import { countsRows } from '../operators/hash-aggregate.ts';
import { isMerged } from './partial-aggregate.ts';

/** An aggregation of the rows of one table, of which threads can each take in a part. */
export interface Fragment {
  readonly plan: PlanOf<'Aggregate'>;
  readonly scan: PlanOf<'Scan'>;
}

/** The fragments of plans that threads can run: what the host defines, libraries that are loaded, and functions that differ by row stay in one. */
export function fragmentsOf(plans: readonly LogicalPlan[]): readonly Fragment[] {
  const found: Fragment[] = [];
  const seen = new Set<LogicalPlan>();
  const visit = (plan: LogicalPlan): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    const fragment = plan.kind === 'Aggregate' ? fragmentAt(plan) : undefined;
    if (fragment) found.push(fragment);
    else inputsOf(plan).forEach(visit);
  };
  plans.forEach(visit);
  return found;
}

function fragmentAt(plan: PlanOf<'Aggregate'>): Fragment | undefined {
  if (!plan.aggregates.every(({ fn }) => isBuiltin(fn)) || librariesOfPlans([plan]).size > 0) return undefined;
  let node: LogicalPlan = plan;
  for (;;) {
    if (!hasPortableExpressions(node)) return undefined;
    if (node.kind === 'Scan') return pays(plan) ? { plan, scan: node } : undefined;
    if (node !== plan && node.kind !== 'Filter' && node.kind !== 'Project') return undefined;
    node = inputsOf(node)[0]!;
  }
}

/** Whether threads have more to do than to number groups, where one thread takes in the rows of all. */
function pays(plan: PlanOf<'Aggregate'>): boolean {
  if (plan.aggregates.every((call) => countsRows(call) || isMerged(call))) return true;
  let computes = false;
  for (let node: LogicalPlan = plan; node.kind !== 'Scan'; node = inputsOf(node)[0]!) {
    mapExpressions(node, (expression) => {
      computes ||= expression.kind !== 'column' && expression.kind !== 'literal';
      return expression;
    });
  }
  return computes;
}

function hasPortableExpressions(plan: LogicalPlan): boolean {
  let portable = true;
  mapExpressions(plan, (expression) => {
    portable &&= !some(expression, isBound);
    return expression;
  });
  return portable;
}

/** Whether a node computes only where the query runs. */
const isBound = (node: Expression): boolean => node.kind === 'call' && (!isBuiltin(node.fn) || node.fn.volatility === 'volatile');
