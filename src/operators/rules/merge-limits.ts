import { rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** `limit 100 | limit 5, 10` → `limit 5, 10`; a Limit moves below a Project, so that fewer rows are computed. */
export const mergeLimits: OptimizerRule = {
  name: 'mergeLimits',
  summary: 'Merges consecutive Limit nodes and moves them below Project.',
  rewrite: (plan) =>
    rewriteAbove(plan, (node) => {
      if (node.kind !== 'Limit') return node;
      const { input } = node;
      if (input.kind === 'Limit') {
        const count = Math.max(0, Math.min(node.count, input.count - node.offset));
        return { ...node, input: input.input, offset: input.offset + node.offset, count };
      }
      if (input.kind === 'Project' && input.input.kind !== 'Sort')
        return { ...input, input: { ...node, input: input.input, schema: input.input.schema } };
      return node;
    }),
};
