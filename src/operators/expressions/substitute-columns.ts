import { type Expression, type Output, rewrite } from './expression.ts';

/** Replaces the columns of an expression by the outputs that produce them. */
export function substituteColumns(expression: Expression, outputs: readonly Output[]): Expression {
  return rewrite(expression, (node) => (node.kind === 'column' ? outputs[node.index]!.value : node));
}

/** Renumbers the columns of an expression. */
export function remapColumns(expression: Expression, newIndex: ReadonlyMap<number, number>): Expression {
  return rewrite(expression, (node) => (node.kind === 'column' ? { ...node, index: newIndex.get(node.index)! } : node));
}
