import type { Span } from '../../diagnostics/span.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { compileWildcards, readWildcards } from '../../regex/wildcard.ts';
import { VARCHAR } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';
import { literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import type { Scope } from './scope.ts';

const escaped = (pattern: string): string =>
  pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('.*');

/** A test for a name pattern in which `*` matches any run of characters. */
export function wildcardTest(pattern: string): (name: string) => boolean {
  const test = compileWildcards(readWildcards(pattern, false));
  return (name) => test(name, () => {}); // names are short
}

/** The keys of an open schema that match one of the patterns, or that match none. */
export function keysLike(
  map: Expression,
  patterns: readonly string[],
  matching: boolean,
  scope: Scope,
  context: BindContext,
  span: Span,
): Expression {
  const pattern = literal(VARCHAR, `(?s)${patterns.map(escaped).join('|')}`, span);
  return callOperator(
    matching ? syntaxFunctions.matchingKeys : syntaxFunctions.otherKeys,
    [map, pattern, literal(VARCHAR, '', span)],
    span,
    {
      scope,
      context,
    },
  );
}
