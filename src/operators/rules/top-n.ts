import { rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** `sort latency desc | limit 10` → one TopN, which keeps ten rows instead of sorting all of them. */
export const topN: OptimizerRule = {
  name: 'topN',
  summary: 'Turns a Sort under a Limit into a TopN.',
  rewrite: (plan) =>
    rewriteAbove(plan, (node) => {
      if (node.kind !== 'Limit') return node;
      const { input } = node;
      if (input.kind === 'Sort') return { ...node, kind: 'TopN', input: input.input, keys: input.keys };
      // The Limit can run below a Project, which then computes fewer rows.
      if (input.kind === 'Project' && input.input.kind === 'Sort') {
        const { input: below, keys } = input.input;
        return { ...input, input: { ...node, kind: 'TopN', input: below, keys, schema: below.schema } };
      }
      return node;
    }),
};
