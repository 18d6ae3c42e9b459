import type { EvaluationContext } from '../../functions/declaration.ts';
import type { LogicalPlan } from '../plan/plan.ts';

/** Rewrites a plan to one with the same meaning and the same columns. */
export interface OptimizerRule {
  readonly name: string;
  readonly summary: string;
  rewrite(plan: LogicalPlan, context: EvaluationContext): LogicalPlan;
}
