import type { EvaluationContext } from '../../functions/declaration.ts';
import { type LogicalPlan, rewritePlan } from '../plan/plan.ts';
import { foldConstants } from './fold-constants.ts';
import { inlineDatasets } from './inline-datasets.ts';
import { mergeLimits } from './merge-limits.ts';
import { mergeProjects } from './merge-projects.ts';
import { pruneColumns } from './prune-columns.ts';
import { pushFilters } from './push-filters.ts';
import type { OptimizerRule } from './rule.ts';
import { topN } from './top-n.ts';

/** The optimizer: every rule, in the order it runs. */
export const rules: readonly OptimizerRule[] = [foldConstants, mergeProjects, pushFilters, mergeLimits, topN, pruneColumns, mergeProjects];

/** A rule counts as so many steps, so that the clock is looked at before each. */
const stepsPerRule = 1024;

/** Rewrites the plans of the outputs of a script; a dataset with several readers is rewritten once and stays shared. */
export function optimize(plans: readonly LogicalPlan[], context: EvaluationContext): readonly LogicalPlan[] {
  const done = new Map<LogicalPlan, LogicalPlan>();
  const run = (plan: LogicalPlan): LogicalPlan =>
    rules.reduce((node, rule) => {
      context.tick(stepsPerRule);
      return rule.rewrite(node, context);
    }, plan);
  return inlineDatasets(plans).map((plan) => {
    // Below a Shared node is a separate plan.
    const below = rewritePlan(plan, (node) => (node.kind === 'Shared' ? { ...node, input: run(node.input) } : node), done);
    return run(below);
  });
}
