import type { IToken } from 'chevrotain';
import { joinSpans } from '../diagnostics/span.ts';
import { spanOf } from './grammar.ts';
import type { BinaryOperator, ExpressionNode } from './syntax.ts';

type InfixOperator = BinaryOperator | 'and' | 'or';

/** How tightly the operators between two operands bind; higher is tighter. */
export const bindingPowers: Readonly<Record<InfixOperator, number>> = {
  or: 1,
  and: 2,
  '=': 3,
  '<>': 3,
  '<': 3,
  '<=': 3,
  '>': 3,
  '>=': 3,
  '||': 4,
  '+': 5,
  '-': 5,
  '*': 6,
  '/': 6,
  '%': 6,
};

/** How tightly an operator binds; higher is tighter. */
export function bindingPower(operator: InfixOperator): number {
  return bindingPowers[operator];
}

/** Builds a tree from a flat run of operands and operators by binding power, left to right; a run of AND or OR becomes one node. */
export function climbPrecedence(operands: readonly ExpressionNode[], operators: readonly IToken[]): ExpressionNode {
  const values: ExpressionNode[] = [operands[0]!];
  const pending: IToken[] = [];
  const reduce = (): void => {
    const right = values.pop()!;
    const left = values.pop()!;
    values.push(join(left, pending.pop()!, right));
  };
  operators.forEach((operator, i) => {
    while (pending.length > 0 && bindingPower(wordOf(pending.at(-1)!)) >= bindingPower(wordOf(operator))) reduce();
    pending.push(operator);
    values.push(operands[i + 1]!);
  });
  while (pending.length > 0) reduce();
  return values[0]!;
}

function wordOf(token: IToken): InfixOperator {
  const word = token.image.toLowerCase();
  // `==` and `!=` mean `=` and `<>`; an operator the parser had to insert counts as AND.
  if (word === '&&') return 'and';
  return word === '==' ? '=' : word === '!=' ? '<>' : Object.hasOwn(bindingPowers, word) ? (word as InfixOperator) : 'and';
}

function join(left: ExpressionNode, token: IToken, right: ExpressionNode): ExpressionNode {
  const operator = wordOf(token);
  const span = joinSpans(left.span, right.span);
  if (operator === 'and' || operator === 'or') {
    // A parenthesised run keeps its own node: its span starts before its first operand. Any other was created here, and may grow.
    if (left.kind !== operator || left.span.start !== left.operands[0]!.span.start)
      return { kind: operator, operands: [left, right], span };
    (left.operands as ExpressionNode[]).push(right);
    return { ...left, span };
  }
  return { kind: 'binary', operator, operatorSpan: spanOf(token), left, right, span };
}
