import { columnsOf, conjunctsOf, type Expression, some } from '../expressions/expression.ts';
import { remapColumns, substituteColumns } from '../expressions/substitute-columns.ts';
import { type LogicalPlan, rewriteAbove } from '../plan/plan.ts';
import type { OptimizerRule } from './rule.ts';

/** `extend b = a | sort a | where b > 1` → the Filter runs first. Conjuncts move one by one; adjacent Filters become one. */
export const pushFilters: OptimizerRule = {
  name: 'pushFilters',
  summary: 'Moves conditions toward the scan, through Project, Sort, Union, Join and the keys of Aggregate and Dedup.',
  rewrite: (plan) =>
    rewriteAbove(plan, (node) => (node.kind === 'Filter' ? pushDown(conjunctsOf(node.predicate), node.input, node) : node)),
};

function filterOf(conjuncts: readonly Expression[], input: LogicalPlan, node: LogicalPlan): LogicalPlan {
  if (conjuncts.length === 0) return input;
  const [first] = conjuncts;
  const predicate: Expression = conjuncts.length === 1 ? first! : { kind: 'and', args: conjuncts, type: first!.type, span: node.span };
  return { kind: 'Filter', input, predicate, schema: input.schema, span: node.span };
}

function pushDown(conjuncts: readonly Expression[], input: LogicalPlan, node: LogicalPlan): LogicalPlan {
  switch (input.kind) {
    case 'Filter':
      return pushDown([...conjunctsOf(input.predicate), ...conjuncts], input.input, node);
    case 'Sort':
      return { ...input, input: pushDown(conjuncts, input.input, node) };
    case 'Project': {
      // A condition moves if it reads only columns that pass through or are literals; others would be computed twice.
      const moves = (conjunct: Expression): boolean =>
        [...columnsOf(conjunct)].every((i) => input.outputs[i]!.value.kind === 'column' || input.outputs[i]!.value.kind === 'literal');
      const { inside, outside } = partition(conjuncts, (c) => moves(c) && !volatile(c));
      if (inside.length === 0) return filterOf(outside, input, node);
      const moved = pushDown(
        inside.map((c) => substituteColumns(c, input.outputs)),
        input.input,
        node,
      );
      return filterOf(outside, { ...input, input: moved }, node);
    }
    case 'Aggregate': {
      const { inside, outside } = partition(
        conjuncts,
        (c) => columnsOf(c).size > 0 && [...columnsOf(c)].every((i) => input.keys[i]?.value.kind === 'column'),
      );
      if (inside.length === 0) return filterOf(outside, input, node);
      const moved = pushDown(
        inside.map((c) => substituteColumns(c, input.keys)),
        input.input,
        node,
      );
      return filterOf(outside, { ...input, input: moved }, node);
    }
    case 'Dedup': {
      // All rows of a key pass a condition on the keys, or none does.
      const keys = new Set(input.keys.flatMap((key) => (key.kind === 'column' ? [key.index] : [])));
      const moves = (c: Expression): boolean => columnsOf(c).size > 0 && [...columnsOf(c)].every((i) => keys.has(i)) && !volatile(c);
      const { inside, outside } = partition(conjuncts, moves);
      return filterOf(outside, inside.length > 0 ? { ...input, input: pushDown(inside, input.input, node) } : input, node);
    }
    case 'Join': {
      // A condition must neither drop nor add rows of an outer side that have no match.
      const width = input.input.schema.length;
      const { join } = input;
      const reads = (c: Expression, test: (i: number) => boolean): boolean =>
        columnsOf(c).size > 0 && [...columnsOf(c)].every(test) && !volatile(c);
      const left = partition(conjuncts, (c) => join !== 'right' && join !== 'full' && reads(c, (i) => i < width));
      const right = partition(left.outside, (c) => join === 'inner' && reads(c, (i) => i >= width));
      if (left.inside.length + right.inside.length === 0) return filterOf(conjuncts, input, node);
      const places = new Map(input.schema.map((_, i) => [i, i - width]));
      const moved = {
        ...input,
        input: left.inside.length > 0 ? pushDown(left.inside, input.input, node) : input.input,
        right:
          right.inside.length > 0
            ? pushDown(
                right.inside.map((c) => remapColumns(c, places)),
                input.right,
                node,
              )
            : input.right,
      };
      return filterOf(right.outside, moved, node);
    }
    case 'Union':
      if (conjuncts.some(volatile)) return filterOf(conjuncts, input, node);
      return {
        ...input,
        input: pushDown(conjuncts, input.input, node),
        others: input.others.map((other) => pushDown(conjuncts, other, node)),
      };
    default:
      return filterOf(conjuncts, input, node);
  }
}

function partition(
  conjuncts: readonly Expression[],
  test: (c: Expression) => boolean,
): { readonly inside: Expression[]; readonly outside: Expression[] } {
  return { inside: conjuncts.filter(test), outside: conjuncts.filter((c) => !test(c)) };
}

function volatile(expression: Expression): boolean {
  return some(expression, (node) => node.kind === 'call' && node.fn.volatility === 'volatile');
}
