import { regexpLike } from '../../functions/regexp/regexp-like.ts';
import { searchMatches } from '../../functions/search/matches.ts';
import { lower } from '../../functions/string/case.ts';
import { endsWith, startsWith } from '../../functions/string/starts-with.ts';
import { strpos } from '../../functions/string/strpos.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { BIGINT, VARCHAR } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { literal } from './bind-literal.ts';
import type { BindScope } from './bind-scope.ts';
import { callOperator } from './build-expression.ts';

/**
 * Binds the operators that are words between two strings: `contains`, `startswith` and `endswith` compare exactly, `ilike` ignores case,
 * `has` finds whole words as the search does, `matches` and `=~` search by a regular expression.
 */
export function bindInfix(
  { operator, span, operatorSpan }: ExpressionNode & { readonly kind: 'infix' },
  left: Expression,
  right: Expression,
  bindScope: BindScope,
): Expression {
  const call = (fn: Parameters<typeof callOperator>[0], ...args: readonly Expression[]): Expression =>
    callOperator(fn, args, span, bindScope, operatorSpan);
  switch (operator) {
    case 'ilike':
      return call(syntaxFunctions.like, call(lower, left), call(lower, right));
    case 'contains':
      return call(syntaxFunctions['>'], call(strpos, left, right), literal(BIGINT, 0n, span));
    case 'startswith':
      return call(startsWith, left, right);
    case 'endswith':
      return call(endsWith, left, right);
    case 'has':
      return call(searchMatches, left, right, literal(VARCHAR, 'quoted', operatorSpan));
    case 'matches':
      return call(regexpLike, left, right);
  }
}
