import type { IToken } from 'chevrotain';
import { joinSpans } from '../diagnostics/span.ts';
import { bindingPower, type OperatorOf, spellingsOf } from '../lexer/operators.ts';
import { spanOf } from './grammar.ts';
import type { ExpressionNode, WordOperator } from './syntax.ts';

type InfixOperator = OperatorOf<'logical' | 'comparison' | 'arithmetic'>;

const bySpelling = <O extends string>(...rules: readonly Parameters<typeof spellingsOf>[0][]): ReadonlyMap<string, O> =>
  new Map(rules.flatMap(spellingsOf).flatMap(({ operator, spellings }) => spellings.map((spelling) => [spelling, operator as O]))); // of these rules

const infixOperators = bySpelling<InfixOperator>('logical', 'comparison', 'arithmetic');
const wordOperators = bySpelling<WordOperator>('word');

/** The operator that a token between two operands is; one that the parser had to insert counts as AND. */
const infixOperatorOf = (token: IToken): InfixOperator => infixOperators.get(token.image.toLowerCase()) ?? 'and';

/** The operator that a token between two strings is; `!~` is `matches`, negated. */
export const wordOperatorOf = (token: IToken): WordOperator => wordOperators.get(token.image.toLowerCase()) ?? 'matches';

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
    while (pending.length > 0 && bindingPower(infixOperatorOf(pending.at(-1)!)) >= bindingPower(infixOperatorOf(operator))) reduce();
    pending.push(operator);
    values.push(operands[i + 1]!);
  });
  while (pending.length > 0) reduce();
  return values[0]!;
}

function join(left: ExpressionNode, token: IToken, right: ExpressionNode): ExpressionNode {
  const operator = infixOperatorOf(token);
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
