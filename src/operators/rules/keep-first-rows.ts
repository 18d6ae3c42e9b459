import type { Expression } from '../expressions/expression.ts';
import { type PlanOf, rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** More rows of a partition are sorted as fast as they are chosen. */
const maxKept = 1024;

/** `row_number() over (partition by k order by x) as r | where r <= 3` → a Window that keeps three rows per partition instead of numbering all. */
export const keepFirstRows: OptimizerRule = {
  name: 'keepFirstRows',
  summary: 'Lets a Window that numbers rows leave out those that the Filter above it would.',
  rewrite: (plan) =>
    rewriteAbove(plan, (node) => {
      if (node.kind !== 'Filter' || node.input.kind !== 'Window' || !isNumbering(node.input)) return node;
      const { input } = node;
      const bounds = conjuncts(node.predicate).flatMap((condition) => boundOf(condition, input.input.schema.length) ?? []);
      const keep = Math.min(...bounds);
      return keep >= 1 && keep <= maxKept ? { ...node, input: { ...input, keep } } : node;
    }),
};

/** Whether a Window only numbers rows by columns, which are read twice without harm. */
function isNumbering({ groups }: PlanOf<'Window'>): boolean {
  const [group] = groups;
  if (groups.length !== 1 || group!.calls.length !== 1 || group!.calls[0]!.fn.name !== 'row_number') return false;
  return [...group!.partition, ...group!.order.map(({ value }) => value)].every(({ kind }) => kind === 'column');
}

const conjuncts = (predicate: Expression): readonly Expression[] =>
  predicate.kind === 'and' ? predicate.args.flatMap(conjuncts) : [predicate];

/** The largest number that a condition lets pass: `r <= 3`, `r < 4`, `r = 3`. */
function boundOf(condition: Expression, column: number): number | undefined {
  if (condition.kind !== 'call' || condition.args.length !== 2) return undefined;
  const [left, right] = condition.args;
  if (left?.kind !== 'column' || left.index !== column || right?.kind !== 'literal' || typeof right.value !== 'bigint') return undefined;
  const { name } = condition.fn;
  if (name === '<=' || name === '=') return Number(right.value);
  return name === '<' ? Number(right.value - 1n) : undefined;
}
