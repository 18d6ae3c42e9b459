import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { anyMatch } from '../../functions/array/lambda.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { jsonExtract } from '../../functions/json/extract.ts';
import { searchMatches } from '../../functions/search/matches.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { SearchNode, SearchValue } from '../../parser/syntax.ts';
import { BIGINT, BOOLEAN, type DataType, DOUBLE, formatType, isNumeric, JSON_TYPE, VARCHAR } from '../../types/data-type.ts';
import { parseBigint, parseDouble } from '../../types/number-format.ts';
import type { Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, literal } from './bind-literal.ts';
import { bindParameter } from './bind-parameter.ts';
import type { BindScope } from './bind-scope.ts';
import { callOperator, isWideInteger } from './build-expression.ts';
import { constantValue } from './coerce.ts';
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
      if (node.match === 'parameter') return parameterTerm(node, scope, context);
      return node.key ? keyTerm(node, node.key, scope, context) : anyColumn(node, scope, context);
    case 'compare': {
      const column = searchColumn(node.key, scope, context);
      const limit = searchNumber(node.value, context);
      const test = (value: Expression): Expression => callOperator(syntaxFunctions[node.operator], [value, limit], span, bindScope);
      return column && numberTest(column, { test, exact: isWide(limit) }, bindScope);
    }
    case 'range': {
      const column = searchColumn(node.key, scope, context);
      if (!column) return undefined;
      const low = searchNumber(node.low, context);
      const high = searchNumber(node.high, context);
      const test = (value: Expression): Expression => {
        const above = callOperator(syntaxFunctions[node.lowInclusive ? '>=' : '>'], [value, low], span, bindScope);
        const below = callOperator(syntaxFunctions[node.highInclusive ? '<=' : '<'], [value, high], span, bindScope);
        return { kind: 'and', args: [above, below], type: BOOLEAN, span };
      };
      return numberTest(column, { test, exact: isWide(low) || isWide(high) }, bindScope);
    }
  }
}

type Term = SearchNode & { readonly kind: 'term' };

/** `?name` and `key:?name` search for the words of a string, for a number, or for any of an array. */
function parameterTerm(term: Term, scope: Scope, context: BindContext): Expression | undefined {
  const { span } = term;
  const bound = bindParameter(term.value, span, context);
  if (bound.kind !== 'literal') return undefined;
  const { type, value } = bound;
  const among = type.kind === 'array' && Array.isArray(value) ? value.map((one: unknown) => literal(type.element, one, span)) : [bound];
  const args = among.flatMap((one) => {
    const cast: Expression = one.type.kind === 'varchar' ? one : { kind: 'cast', value: one, lenient: true, type: VARCHAR, span };
    const known = one.type.kind === 'unknown' ? undefined : constantValue(cast, context)?.value;
    if (typeof known !== 'string') return []; // no row matches NULL
    const words: Term = { ...term, match: 'quoted', value: known };
    const found = words.key ? keyTerm(words, words.key, scope, context) : anyColumn(words, scope, context);
    return found ? [found] : [];
  });
  return args.length === 1 ? args[0]! : args.length === 0 ? literal(BOOLEAN, false, span) : { kind: 'or', args, type: BOOLEAN, span };
}

function matchCall(column: Expression, term: Term, context: BindContext, scope: Scope): Expression {
  const { type } = column;
  // What is not a string is searched as it is printed; what has no string, such as an array, by its parts.
  const printed = type.kind !== 'json' && type.kind !== 'varchar' && conversion(type, VARCHAR, context.evaluation.timeZone) !== undefined;
  const searched: Expression = printed ? { kind: 'cast', value: column, lenient: true, type: VARCHAR, span: term.span } : column;
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
  const number = isNumeric(column.type) ? numberLiteral(value, span) : undefined;
  if (number) return callOperator(syntaxFunctions['='], [column, number], span, bindScope);
  return matchCall(isMember(column) ? callOperator(syntaxFunctions.jsonText, [column], span, bindScope) : column, term, context, scope);
}

/** Whether values of a type are strings, or contain some. */
function hasStrings(type: DataType): boolean {
  switch (type.kind) {
    case 'varchar':
    case 'json':
      return true;
    case 'array':
      return hasStrings(type.element);
    case 'map':
      return hasStrings(type.key) || hasStrings(type.value);
    case 'row':
      return type.fields.some((field) => hasStrings(field.type));
    default:
      return false;
  }
}

/** A bare word is searched for in every column of strings, or of values that contain strings. */
function anyColumn(term: Term, scope: Scope, context: BindContext): Expression {
  const { span } = term;
  const matches = scope.schema.flatMap(({ type }, i) =>
    hasStrings(type) ? [matchCall(columnRef(scope.schema, i, span), term, context, scope)] : [],
  );
  if (matches.length === 0) return literal(BOOLEAN, false, span);
  return matches.length === 1 ? matches[0]! : { kind: 'or', args: matches, type: BOOLEAN, span };
}

function searchColumn(key: { readonly name: string; readonly span: Span }, scope: Scope, context: BindContext): Expression | undefined {
  const exact = findColumn(scope, key.name);
  const index = exact >= 0 ? exact : findColumn({ ...scope, ignoreCase: true }, key.name);
  if (index >= 0) return columnRef(scope.schema, index, key.span);
  // `user.id:abc` reads a key of a JSON column, a map or a ROW.
  const [head, ...path] = key.name.split('.');
  const object = scope.schema.findIndex((field) => field.name === head);
  const member = object < 0 || path.length === 0 ? undefined : memberOf(columnRef(scope.schema, object, key.span), path, scope, context);
  if (member) return member;
  if (context.noteMissing(key.name, key.span)) return literal(VARCHAR, null, key.span);
  context.report(diagnose('unknown-column', key.span, { name: key.name }, { help: explainMissing(scope, key.name, context.source) }));
  return undefined;
}

/** The value at a path of keys; undefined if a value on the way has no keys. */
function memberOf(object: Expression, path: readonly string[], scope: Scope, context: BindContext): Expression | undefined {
  const { type, span } = object;
  const [key, ...rest] = path;
  if (key === undefined) return object;
  const bindScope = { scope, context };
  switch (type.kind) {
    case 'json':
    case 'varchar': {
      const steps = path.map((name) => `["${name.replace(/["\\]/g, '\\$&')}"]`).join('');
      const at = literal(VARCHAR, `$${steps}`, span);
      const tree = type.kind === 'json' ? object : callOperator(jsonExtract, [object, literal(VARCHAR, '$', span)], span, bindScope);
      return callOperator(syntaxFunctions.jsonMember, [tree, at], span, bindScope);
    }
    case 'map':
      if (type.key.kind !== 'varchar') return undefined;
      return memberOf(
        callOperator(syntaxFunctions.elementAt, [object, literal(VARCHAR, key, span)], span, bindScope),
        rest,
        scope,
        context,
      );
    case 'row': {
      const index = type.fields.findIndex((field) => field.name === key);
      if (index < 0) return undefined;
      return memberOf({ kind: 'member', value: object, index, name: key, type: type.fields[index]!.type, span }, rest, scope, context);
    }
    default:
      return undefined;
  }
}

/** A condition on a number, and whether it needs all digits of what a string or a JSON value holds. */
interface NumberTest {
  readonly test: (value: Expression) => Expression;
  readonly exact: boolean;
}

/** A test of a column's number: strings and JSON have the number that they contain, an array any that an element has. */
function numberTest(column: Expression, condition: NumberTest, bindScope: BindScope): Expression {
  const { context } = bindScope;
  const { type, span } = column;
  if (isNumeric(type)) return condition.test(column);
  if (type.kind === 'array') return anyElement(column, type.element, condition, bindScope);
  if (type.kind === 'json') {
    const elements: Expression = { kind: 'cast', value: column, lenient: true, type: { kind: 'array', element: type }, span };
    const scalar = isElement(column) ? [] : [anyElement(elements, type, condition, bindScope)];
    return { kind: 'or', args: [condition.test(numberIn(column, condition, bindScope)), ...scalar], type: BOOLEAN, span };
  }
  const isTime = type.kind === 'timestamp' || type.kind === 'date';
  if (!isTime && conversion(type, DOUBLE, context.evaluation.timeZone)) return condition.test(numberIn(column, condition, bindScope));
  context.report(
    diagnose(
      'type-mismatch',
      span,
      { what: 'a key that is compared in a search', expected: 'a number', found: formatType(type).toUpperCase() },
      {
        help: isTime
          ? "compare times after the pipe: | where key > timestamp '2025-01-31 12:00:00'"
          : 'compare it after the pipe: | where …',
      },
    ),
  );
  return errorExpression(span);
}

/** The number that a value holds; NULL for others. */
function numberIn(value: Expression, { exact }: NumberTest, bindScope: BindScope): Expression {
  const { type, span } = value;
  if (!exact || (type.kind !== 'varchar' && type.kind !== 'json')) return { kind: 'cast', value, lenient: true, type: DOUBLE, span };
  return { kind: 'try', value: callOperator(syntaxFunctions.jsonNumber, [value], span, bindScope), type: JSON_TYPE, span };
}

function anyElement(array: Expression, type: DataType, condition: NumberTest, bindScope: BindScope): Expression {
  const { span } = array;
  const parameter = { slot: bindScope.context.newSlot(), name: 'element', type };
  const body = numberTest({ kind: 'argument', ...parameter, span }, condition, bindScope);
  const lambda: Expression = {
    kind: 'lambda',
    parameters: [parameter],
    body,
    type: { kind: 'function', parameters: [type], returns: BOOLEAN },
    span,
  };
  const [overload] = anyMatch.overloads;
  return { kind: 'call', fn: anyMatch, overload: overload!, args: [array, lambda], names: [], type: BOOLEAN, span };
}

const isElement = ({ kind }: Expression): boolean => kind === 'argument';
const isMember = (value: Expression): boolean => value.kind === 'call' && value.fn === syntaxFunctions.jsonMember;
const isWide = (limit: Expression): boolean => limit.type.kind === 'json' || isWideInteger(limit);

/** A number of a search: a whole number with all its digits, as JSON where no BIGINT has them; undefined for what is not a number. */
function numberLiteral(written: string, span: Span): Expression | undefined {
  const number = parseDouble(written);
  if (number === undefined) return undefined;
  const whole = parseBigint(written);
  if (whole !== undefined) return literal(BIGINT, whole, span);
  return /^[+-]?\d+$/.test(written) ? literal(JSON_TYPE, String(BigInt(written.replace('+', ''))), span) : literal(DOUBLE, number, span);
}

function searchNumber({ value, parameter, span }: SearchValue, context: BindContext): Expression {
  const bound = parameter ? bindParameter(value, span, context) : undefined;
  if (bound && (isNumeric(bound.type) || bound.type.kind === 'unknown')) return bound;
  const written = bound?.kind === 'literal' && typeof bound.value === 'string' ? bound.value : value;
  const number = bound && bound.type.kind !== 'varchar' ? undefined : numberLiteral(written, span);
  if (number) return number;
  const found = bound ? `${formatType(bound.type).toUpperCase()} '?${value}'` : `'${value}'`;
  context.report(
    diagnose(
      'type-mismatch',
      span,
      { what: 'the value of a search comparison', expected: 'a number', found },
      { help: "compare strings after the pipe: | where key > 'value'" },
    ),
  );
  return errorExpression(span);
}
