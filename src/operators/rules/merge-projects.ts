import { some } from '../expressions/expression.ts';
import { substituteColumns } from '../expressions/substitute-columns.ts';
import { type LogicalPlan, rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** `extend b = a + 1 | project b` → one Project, if nothing is computed twice and no failure spreads to another expression. */
export const mergeProjects: OptimizerRule = {
  name: 'mergeProjects',
  summary: 'Merges consecutive Project nodes and drops one that changes nothing.',
  rewrite: (plan) => rewriteAbove(plan, (node) => (node.kind === 'Project' ? dropIdentity(merge(node)) : node)),
};

function merge(node: LogicalPlan & { readonly kind: 'Project' }): LogicalPlan & { readonly kind: 'Project' } {
  const { input } = node;
  if (input.kind !== 'Project') return node;
  const uses = new Array<number>(input.outputs.length).fill(0);
  const inside = new Set<number>();
  for (const { value } of node.outputs)
    some(value, (part) => {
      if (part.kind !== 'column') return false;
      uses[part.index]!++;
      if (part !== value) inside.add(part.index);
      return false;
    });
  // A computed column that fails is NULL to its readers: substituted into another expression, it would make that fail too.
  const movable = input.outputs.every(
    ({ value }, i) => value.kind === 'column' || value.kind === 'literal' || (uses[i]! <= 1 && !inside.has(i)),
  );
  if (!movable || volatile(input)) return node;
  return {
    ...node,
    input: input.input,
    outputs: node.outputs.map((o) => ({ ...o, value: substituteColumns(o.value, input.outputs) })),
  };
}

function volatile(node: LogicalPlan & { readonly kind: 'Project' }): boolean {
  return node.outputs.some(({ value }) => some(value, (part) => part.kind === 'call' && part.fn.volatility === 'volatile'));
}

function dropIdentity(node: LogicalPlan & { readonly kind: 'Project' }): LogicalPlan {
  const { input, outputs } = node;
  const same =
    outputs.length === input.schema.length &&
    outputs.every(({ name, value }, i) => value.kind === 'column' && value.index === i && name === input.schema[i]!.name);
  return same ? input : node;
}
