import type { EvaluationContext } from '../../functions/declaration.ts';
import { type LogicalPlan, rewritePlan, sharedNodes } from '../plan/plan.ts';
import { foldConstants } from './fold-constants.ts';
import { inlineDatasets } from './inline-datasets.ts';
import { keepFirstRows } from './keep-first-rows.ts';
import { mergeLimits } from './merge-limits.ts';
import { mergeProjects } from './merge-projects.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import type { OptimizerRule } from './rule.ts';
import { topN } from './top-n.ts';

/** The optimizer: every rule, in the order it runs. */
export const rules: readonly OptimizerRule[] = [
  foldConstants,
  mergeProjects,
  pushFilters,
  mergeLimits,
  topN,
  keepFirstRows,
  pruneColumns,
  mergeProjects,
];

/** A rule counts as so many steps, so that the clock is looked at before each. */
const stepsPerRule = 1024;

/**
 * Rewrites the plans of the outputs of a script, and yields after each rule; a dataset with several readers is rewritten once and stays shared.
 */
export function* optimize(plans: readonly LogicalPlan[], context: EvaluationContext): Generator<void, readonly LogicalPlan[]> {
  const done = new Map<LogicalPlan, LogicalPlan>();
  function* run(plan: LogicalPlan): Generator<void, LogicalPlan> {
    let node = plan;
    for (const rule of rules) {
      context.tick(stepsPerRule);
      node = rule.rewrite(node, context);
      yield;
    }
    return node;
  }
  const optimized: LogicalPlan[] = [];
  for (const plan of inlineDatasets(plans)) {
    // Below a Shared node is a separate plan; those that it reads come first.
    for (const shared of sharedNodes(plan)) {
      const input = yield* run(rewritePlan(shared.input, (node) => node, done));
      done.set(shared, { ...shared, input });
    }
    optimized.push(yield* run(rewritePlan(plan, (node) => node, done)));
  }
  return optimized;
}
