import { inputsOf, type LogicalPlan, rewritePlan } from '../plan/plan.ts';

/** Removes Shared nodes with a single reader, so that rules can see through them. Works on all outputs of a script together. */
export function inlineDatasets(plans: readonly LogicalPlan[]): readonly LogicalPlan[] {
  const parents = new Map<LogicalPlan, number>();
  const visited = new Set<LogicalPlan>();
  const visit = (node: LogicalPlan): void => {
    parents.set(node, (parents.get(node) ?? 0) + 1);
    if (visited.has(node)) return;
    visited.add(node);
    for (const input of inputsOf(node)) visit(input);
  };
  for (const plan of plans) visit(plan);
  const single = new Set([...parents].flatMap(([node, count]) => (node.kind === 'Shared' && count === 1 ? [node.name] : [])));
  const seen = new Map<LogicalPlan, LogicalPlan>();
  return plans.map((plan) => rewritePlan(plan, (node) => (node.kind === 'Shared' && single.has(node.name) ? node.input : node), seen));
}
