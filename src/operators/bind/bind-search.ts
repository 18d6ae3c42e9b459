import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { searchMatches } from '../../functions/search/matches.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { SearchNode } from '../../parser/syntax.ts';
import { BOOLEAN, DOUBLE, isNumeric, VARCHAR } from '../../types/data-type.ts';
import { parseDouble } from '../../types/number-format.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import { columnRef } from './relation.ts';
import { explainMissing, findColumn, type Scope } from './scope.ts';

/** Binds the search before the first pipe to a predicate; undefined if it keeps every row. */
export function bindSearch(node: SearchNode, scope: Scope, context: BindContext): Expression | undefined {
  const { span } = node;
  const bindScope = { scope, context };
  switch (node.kind) {
    case 'all':
    case 'error':
      return undefined;
    case 'and':
    case 'or': {
      const args = node.operands.map((operand) => bindSearch(operand, scope, context));
      const present = args.flatMap((arg) => (arg ? [arg] : []));
      if (node.kind === 'or' && present.length < args.length) return undefined;
      return present.length === 0 ? undefined : present.length === 1 ? present[0] : { kind: node.kind, args: present, type: BOOLEAN, span };
    }
    case 'not': {
      const operand = bindSearch(node.operand, scope, context) ?? literal(BOOLEAN, true, span);
      // A row whose field is missing does not match, so its negation does.
      const known: Expression = {
        kind: 'coalesce',
        args: [operand, literal(BOOLEAN, false, span)],
        type: BOOLEAN,
        span,
      };
      return callOperator(syntaxFunctions.not, [known], span, bindScope);
    }
    case 'term':
      return node.key ? keyTerm(node, node.key, scope, context) : anyColumn(node, scope, context);
    case 'compare': {
      const column = searchColumn(node.key, scope, context);
      const limit = searchNumber(node.value, node.valueSpan, context);
      return column && callOperator(syntaxFunctions[node.operator], [numberOf(column, span), limit], span, bindScope);
    }
    case 'range': {
      const column = searchColumn(node.key, scope, context);
      if (!column) return undefined;
      const value = numberOf(column, span);
      const low = callOperator(
        syntaxFunctions[node.lowInclusive ? '>=' : '>'],
        [value, searchNumber(node.low, span, context)],
        span,
        bindScope,
      );
      const high = callOperator(
        syntaxFunctions[node.highInclusive ? '<=' : '<'],
        [value, searchNumber(node.high, span, context)],
        span,
        bindScope,
      );
      return { kind: 'and', args: [low, high], type: BOOLEAN, span };
    }
  }
}

type Term = SearchNode & { readonly kind: 'term' };

function matchCall(column: Expression, term: Term, context: BindContext, scope: Scope): Expression {
  const searched: Expression =
    column.type.kind === 'varchar' || column.type.kind === 'json'
      ? column
      : { kind: 'cast', value: column, lenient: true, type: VARCHAR, span: term.span };
  return callOperator(
    searchMatches,
    [searched, literal(VARCHAR, term.value, term.span), literal(VARCHAR, term.match, term.span)],
    term.span,
    {
      scope,
      context,
    },
  );
}

function keyTerm(
  term: Term,
  key: { readonly name: string; readonly span: Span },
  scope: Scope,
  context: BindContext,
): Expression | undefined {
  const column = searchColumn(key, scope, context);
  if (!column) return undefined;
  const { span, value, match } = term;
  const bindScope = { scope, context };
  if (match === 'word' && value === '*')
    return callOperator(syntaxFunctions.not, [{ kind: 'isNull', value: column, type: BOOLEAN, span }], span, bindScope);
  if (value === '' && column.type.kind === 'varchar')
    return callOperator(syntaxFunctions['='], [column, literal(VARCHAR, '', span)], span, bindScope);
  const number = parseDouble(value);
  if (isNumeric(column.type) && number !== undefined)
    return callOperator(syntaxFunctions['='], [numberOf(column, span), literal(DOUBLE, number, span)], span, bindScope);
  return matchCall(column, term, context, scope);
}

/** A bare word is searched for in every string column. */
function anyColumn(term: Term, scope: Scope, context: BindContext): Expression {
  const { span } = term;
  const matches = scope.schema.flatMap(({ type }, i) =>
    type.kind === 'varchar' || type.kind === 'json' ? [matchCall(columnRef(scope.schema, i, span), term, context, scope)] : [],
  );
  if (matches.length === 0) return literal(BOOLEAN, false, span);
  return matches.length === 1 ? matches[0]! : { kind: 'or', args: matches, type: BOOLEAN, span };
}

function searchColumn(key: { readonly name: string; readonly span: Span }, scope: Scope, context: BindContext): Expression | undefined {
  const exact = findColumn(scope, key.name);
  const index = exact >= 0 ? exact : findColumn({ ...scope, ignoreCase: true }, key.name);
  if (index >= 0) return columnRef(scope.schema, index, key.span);
  // `user.id:abc` reads a key of a JSON column.
  const [head, ...rest] = key.name.split('.');
  const object = scope.schema.findIndex((field) => field.name === head && (field.type.kind === 'json' || field.type.kind === 'varchar'));
  if (rest.length > 0 && object >= 0) {
    const path = `$${rest.map((name) => `["${name.replace(/["\\]/g, '\\$&')}"]`).join('')}`;
    const fn = context.registry.find('json_extract_scalar');
    if (fn?.kind === 'scalar')
      return callOperator(fn, [columnRef(scope.schema, object, key.span), literal(VARCHAR, path, key.span)], key.span, {
        scope,
        context,
      });
  }
  if (context.noteMissing(key.name, key.span)) return literal(VARCHAR, null, key.span);
  context.report(diagnose('unknown-column', key.span, { name: key.name }, { help: explainMissing(scope, key.name, context.source) }));
  return undefined;
}

/** Numbers compare as they are, strings by the number they contain. */
function numberOf(column: Expression, span: Span): Expression {
  return isNumeric(column.type) ? column : { kind: 'cast', value: column, lenient: true, type: DOUBLE, span };
}

function searchNumber(value: string, span: Span, context: BindContext): Expression {
  const number = parseDouble(value);
  if (number !== undefined)
    return /^[+-]?\d{1,15}$/.test(value) ? literal({ kind: 'bigint' }, BigInt(value), span) : literal(DOUBLE, number, span);
  context.report(
    diagnose(
      'type-mismatch',
      span,
      { what: 'the value of a search comparison', expected: 'a number', found: `'${value}'` },
      { help: "compare strings after the pipe: | where key > 'value'" },
    ),
  );
  return errorExpression(span);
}
