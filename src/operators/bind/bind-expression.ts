import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { contains } from '../../functions/array/contains.ts';
import { conversion } from '../../functions/cast/cast.ts';
import type { ScalarFunction } from '../../functions/declaration.ts';
import { round as roundTo } from '../../functions/math/rounding.ts';
import { cutText, fitChar, fitText } from '../../functions/string/fit.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import { coercionCost } from '../../types/coercion.ts';
import { BIGINT, BOOLEAN, type DataType, formatName, formatType, INTEGER, isNumeric, UNKNOWN, VARCHAR } from '../../types/data-type.ts';
import { partsOf } from '../../types/type-parts.ts';
import { dispatch, type Handlers } from '../dispatch.ts';
import type { Expression } from '../expressions/expression.ts';
import { bindCall } from './bind-call.ts';
import type { BindContext } from './bind-context.ts';
import { bindInfix } from './bind-infix.ts';
import {
  bindBinary,
  bindDuration,
  bindInterval,
  bindNumber,
  bindType,
  bindTypedLiteral,
  errorExpression,
  literal,
} from './bind-literal.ts';
import { bindName } from './bind-name.ts';
import { bindParameter } from './bind-parameter.ts';
import type { BindScope } from './bind-scope.ts';
import { callOperator, caseOf, rowOf, unify } from './build-expression.ts';
import { castToString, hasText } from './cast-to-string.ts';
import { checkConstant, expectType } from './coerce.ts';
import { memberOfString } from './member-of-string.ts';
import { findColumn } from './scope.ts';

/** Steps that binding a node counts as, some microseconds. */
const stepsPerNode = 32;

/** Binds an expression: resolves names and overloads and inserts casts. Reports mistakes and continues with NULL in their place. */
export function bindExpression(node: ExpressionNode, bindScope: BindScope): Expression {
  bindScope.context.evaluation.tick(stepsPerNode);
  const bound = bind(node, bindScope);
  const { typeParts } = bindScope.context.limits;
  if (partsOf(bound.type) > typeParts) throw new ExecutionAbort(diagnose('limit-type-parts', bound.span, { limit: typeParts }));
  if (!bindScope.conditional) checkConstant(bound, bindScope.context);
  return bound;
}

function bind(node: ExpressionNode, bindScope: BindScope): Expression {
  return dispatch(binders, node, bindScope);
}

/** Binds several expressions in the same scope. */
function bindAll(nodes: readonly ExpressionNode[], bindScope: BindScope): Expression[] {
  return nodes.map((node) => bindExpression(node, bindScope));
}

/** How each kind of expression is bound. */
const binders: Handlers<ExpressionNode, [BindScope], Expression> = {
  error: ({ span }) => errorExpression(span),
  null: ({ span }) => literal(UNKNOWN, null, span),
  boolean: ({ value, span }) => literal(BOOLEAN, value, span),
  string: ({ value, span }) => literal(VARCHAR, value, span),
  number: ({ source, span }, { context }) => bindNumber(source, span, context),
  binaryLiteral: ({ digits, span }, { context }) => bindBinary(digits, span, context),
  typedLiteral: (node, { context }) => bindTypedLiteral(node, context),
  interval: (node, { context }) => bindInterval(node, context),
  parameter: ({ name, span }, { context }) => bindParameter(name, span, context),
  name: bindName,
  dataset({ name, span }, { context }) {
    context.report(
      diagnose('unknown-table', span, { name: `$${name}` }, { help: 'a dataset can only be read at the start of a pipeline' }),
    );
    return errorExpression(span);
  },
  member: bindMember,
  subscript: bindSubscript,
  plus: ({ operand }, bindScope) => bindExpression(operand, bindScope),
  negate({ operand, span }, bindScope) {
    if (operand.kind === 'number') return bindNumber(`-${operand.source}`, span, bindScope.context);
    return callOperator(syntaxFunctions.negate, [bindExpression(operand, bindScope)], span, bindScope);
  },
  not({ operand, span }, bindScope) {
    const bound = expectType(bindExpression(operand, bindScope), BOOLEAN, "the operand of 'not'", bindScope.context);
    return callOperator(syntaxFunctions.not, [bound], span, bindScope);
  },
  and: bindLogical,
  or: bindLogical,
  binary(node, bindScope) {
    if (node.operator in nullTests && (node.left.kind === 'null' || node.right.kind === 'null')) warnOfNull(node, bindScope.context);
    return bindOperator(node, bindScope);
  },
  between: bindBetween,
  in: (node, bindScope) => negatedIf(node.negated, bindIn(node, bindScope), bindScope),
  infix(node, bindScope) {
    const test = bindInfix(node, bindExpression(node.left, bindScope), bindExpression(node.right, bindScope), bindScope);
    return negatedIf(node.negated, test, bindScope);
  },
  duration: ({ source, span }, { context }) => bindDuration(source, span, context),
  like({ negated, value, pattern, escape, span }, bindScope) {
    const args = bindAll([value, pattern, ...(escape ? [escape] : [])], bindScope);
    return negatedIf(negated, callOperator(syntaxFunctions.like, args, span, bindScope), bindScope);
  },
  isNull: ({ negated, value, span }, bindScope) =>
    negatedIf(negated, { kind: 'isNull', value: bindExpression(value, bindScope), type: BOOLEAN, span }, bindScope),
  isDistinct({ negated, left, right, span }, bindScope) {
    const test = callOperator(syntaxFunctions.distinct, bindAll([left, right], bindScope), span, bindScope);
    return negatedIf(negated, test, bindScope);
  },
  case: bindCase,
  cast: bindCast,
  lambda({ span }, { context }) {
    const where = 'here, only as an argument of functions such as transform and filter';
    context.report(diagnose('misplaced-lambda', span, { where }));
    return errorExpression(span);
  },
  array({ elements, span }, bindScope) {
    const values = unify(bindAll(elements, bindScope), 'the elements of an array', bindScope);
    return callOperator(syntaxFunctions.array, values, span, bindScope);
  },
  row: ({ elements, span }, bindScope) => rowOf(bindAll(elements, bindScope), span),
  call: (node, bindScope) => bindCall(node, bindScope, bindExpression),
};

function bindLogical(node: ExpressionNode & { readonly kind: 'and' | 'or' }, bindScope: BindScope): Expression {
  const { kind, operands, span } = node;
  const args = bindAll(operands, { ...bindScope, conditional: true }).map((operand) =>
    expectType(operand, BOOLEAN, `an operand of '${kind}'`, bindScope.context),
  );
  return { kind, args, type: BOOLEAN, span };
}

/** Whether `||` joins values of a type beside one that is not an array. */
const joins = ({ kind }: DataType): boolean => ['varchar', 'varbinary', 'json', 'unknown'].includes(kind);

function bindOperator(node: ExpressionNode & { readonly kind: 'binary' }, bindScope: BindScope): Expression {
  const left = bindExpression(node.left, bindScope);
  const right = bindExpression(node.right, node.operator in nullTests ? besideOf(left, node.right, bindScope) : bindScope);
  if (node.operator === '||' && left.type.kind !== 'array' && right.type.kind !== 'array' && !(joins(left.type) && joins(right.type))) {
    // After a string alone it is more often an 'or': host = 'a' || code > 1.
    const joined = [left, right].filter(hasText);
    if (joined.length === 1 && (joins(left.type) || joins(right.type)) && node.left.kind !== 'string' && joined[0]!.kind !== 'literal') {
      const types = { operation: "'||'", left: formatType(left.type).toUpperCase(), right: formatType(right.type).toUpperCase() };
      bindScope.context.report(diagnose('incompatible-types', node.operatorSpan, types, castToString(joined, bindScope.context)));
      return errorExpression(node.span);
    }
    const fixes = [{ title: 'write or', span: node.operatorSpan, text: 'or' }];
    const meaning = 'joins strings';
    bindScope.context.report(
      diagnose(
        'foreign-operator',
        node.operatorSpan,
        { written: '||', meaning },
        { help: "between conditions write 'or'; numbers are joined as cast(… as varchar)", fixes },
      ),
    );
    return errorExpression(node.span);
  }
  return callOperator(syntaxFunctions[node.operator], [left, right], node.span, bindScope, node.operatorSpan);
}

/** The scope of what is compared with a string: a word alone may be meant as another. */
const besideOf = ({ type }: Expression, { kind }: ExpressionNode, bindScope: BindScope): BindScope =>
  kind === 'name' && (type.kind === 'varchar' || type.kind === 'json') ? { ...bindScope, besideString: true } : bindScope;

/** `x in (a, b)`; a list of one array looks among its elements. */
function bindIn(node: ExpressionNode & { readonly kind: 'in' }, bindScope: BindScope): Expression {
  if (node.pipeline) {
    const help = "it can only be a condition of 'where' that holds for every row that is kept: where x in (…) and …";
    bindScope.context.report(
      diagnose('invalid-command', node.span, { command: 'in (pipeline)', reason: 'it cannot stand here' }, { help }),
    );
    return errorExpression(node.span);
  }
  if (node.negated && node.list.some(({ kind }) => kind === 'null')) warnOfNullInList(node, bindScope.context);
  const value = bindExpression(node.value, bindScope);
  const given = node.list.map((part) => bindExpression(part, besideOf(value, part, bindScope)));
  const [only] = given;
  const among = given.length === 1 && value.type.kind !== 'array' ? only!.type : undefined;
  // The elements of a parameter that are compared with another type are read as literals are.
  const elements =
    among?.kind === 'array' && isParameter(only!) && coercionCost(value.type, among.element) === undefined ? only.value : undefined;
  if (among?.kind === 'array' && !elements) return callOperator(contains, [only!, value], node.span, bindScope);
  const list = among?.kind === 'array' ? elements!.map((element) => literal(among.element, element, only!.span)) : given;
  const kinds = new Set([value, ...list].map(({ type }) => type.kind));
  // Dates reach farther than timestamps, so that they are compared one by one instead of cast.
  if (kinds.has('date') && kinds.has('timestamp')) {
    const args = list.map((part) => callOperator(syntaxFunctions['='], [value, part], node.span, bindScope));
    return { kind: 'or', args, type: BOOLEAN, span: node.span };
  }
  return callOperator(syntaxFunctions.in, [value, ...list], node.span, bindScope);
}

const isParameter = (value: Expression): value is Expression & { readonly value: readonly unknown[] } =>
  value.kind === 'literal' && Array.isArray(value.value) && value.value.length > 0;

function bindBetween(node: ExpressionNode & { readonly kind: 'between' }, bindScope: BindScope): Expression {
  const { span } = node;
  const [value, low, high] = [node.value, node.low, node.high].map((part) => bindExpression(part, bindScope)) as [
    Expression,
    Expression,
    Expression,
  ];
  const inside = (from: Expression, to: Expression): Expression => {
    const args = [
      callOperator(syntaxFunctions['>='], [value, from], span, bindScope),
      callOperator(syntaxFunctions['<='], [value, to], span, bindScope),
    ];
    return { kind: 'and', args, type: BOOLEAN, span };
  };
  const ordered = inside(low, high);
  return negatedIf(
    node.negated,
    node.symmetric ? { kind: 'or', args: [ordered, inside(high, low)], type: BOOLEAN, span } : ordered,
    bindScope,
  );
}

function negatedIf(negated: boolean, expression: Expression, bindScope: BindScope): Expression {
  return negated ? callOperator(syntaxFunctions.not, [expression], expression.span, bindScope) : expression;
}

/** What a comparison with NULL was meant to be. */
const nullTests: Readonly<Partial<Record<string, string>>> = { '=': 'is null', '<>': 'is not null' };

function warnOfNull(node: ExpressionNode & { readonly kind: 'binary' }, context: BindContext): void {
  const other = node.left.kind === 'null' ? node.right : node.left;
  const text = `${context.source.slice(other.span.start, other.span.end)} ${nullTests[node.operator]}`;
  const fixes = [{ title: `write ${text}`, span: node.span, text }];
  context.report(diagnose('comparison-with-null', node.span, { written: `${node.operator} null` }, { help: `write ${text}`, fixes }));
}

/** Warns of NULL among what a value must not be, of which no value is known to differ. */
function warnOfNullInList(node: ExpressionNode & { readonly kind: 'in' }, { source, report }: BindContext): void {
  const written = ({ span }: ExpressionNode): string => source.slice(span.start, span.end);
  const value = written(node.value);
  const rest = node.list.filter(({ kind }) => kind !== 'null').map(written);
  const text = rest.length === 0 ? `${value} is not null` : `(${value} not in (${rest.join(', ')}) and ${value} is not null)`;
  const fixes = [{ title: `write ${text}`, span: node.span, text }];
  report(diagnose('comparison-with-null', node.span, { written: 'not in (…, null)' }, { help: `write ${text}`, fixes }));
}

/** `$b.k` after a join with `$b`. */
function bindDatasetColumn(dataset: string, node: ExpressionNode & { readonly kind: 'member' }, bindScope: BindScope): Expression {
  const { scope, context } = bindScope;
  const columns = scope.datasets.get(dataset);
  const column = columns?.get(node.member.name);
  if (column !== undefined) return bindName({ kind: 'name', name: column, quoted: true, span: node.span }, bindScope);
  const help = columns
    ? (didYouMean(node.member.name, columns.keys()) ?? `its columns are ${[...columns.keys()].map(formatName).join(', ')}`)
    : 'a dataset can be read at the start of a pipeline, and its columns after it has been joined';
  const name = `$${dataset}.${node.member.name}`;
  context.report(
    columns
      ? diagnose('unknown-column', node.member.span, { name }, { help })
      : diagnose('unknown-table', node.object.span, { name: `$${dataset}` }, { help }),
  );
  return errorExpression(node.span);
}

function bindMember(node: ExpressionNode & { readonly kind: 'member' }, bindScope: BindScope): Expression {
  const { scope, context } = bindScope;
  const dotted = dottedName(node);
  if (dotted !== undefined && findColumn(scope, dotted.split('.')[0]!) < 0 && findColumn(scope, dotted) >= 0) {
    const quoted = `"${dotted}"`;
    context.report(
      diagnose(
        'unknown-column',
        node.span,
        { name: dotted.split('.')[0]! },
        {
          help: `a column whose name contains a dot is quoted: ${quoted}`,
          fixes: [{ title: `write ${quoted}`, span: node.span, text: quoted }],
        },
      ),
    );
    return errorExpression(node.span);
  }
  const { name } = node.member;
  if (node.object.kind === 'dataset') return bindDatasetColumn(node.object.name, node, bindScope);
  const object = bindExpression(node.object, bindScope);
  switch (object.type.kind) {
    case 'row': {
      const { fields } = object.type;
      const exact = fields.findIndex((field) => field.name === name);
      const index = exact >= 0 ? exact : fields.findIndex((field) => field.name.toLowerCase() === name.toLowerCase());
      if (index >= 0) return { kind: 'member', value: object, index, name, type: fields[index]!.type, span: node.span };
      context.report(
        diagnose(
          'unknown-member',
          node.member.span,
          { name, type: 'this ROW' },
          { help: `its members are ${fields.map((field) => field.name).join(', ')}` },
        ),
      );
      return errorExpression(node.span);
    }
    case 'map':
    case 'json': {
      const fn = object.type.kind === 'map' ? syntaxFunctions.elementAt : syntaxFunctions.jsonMember;
      const key = object.type.kind === 'map' ? literal(VARCHAR, name, node.member.span) : jsonPath(name, node.member.span);
      return callOperator(fn, [object, key], node.span, bindScope);
    }
    case 'unknown':
      return errorExpression(node.span);
    default: {
      const extras = object.type.kind === 'varchar' ? memberOfString(object, name, bindScope) : {};
      context.report(diagnose('unknown-member', node.member.span, { name, type: formatType(object.type).toUpperCase() }, extras));
      return errorExpression(node.span);
    }
  }
}

/** The path to a member of a JSON object. */
function jsonPath(key: string, span: Span): Expression {
  return literal(VARCHAR, `$["${key.replace(/["\\]/g, '\\$&')}"]`, span);
}

function dottedName(node: ExpressionNode): string | undefined {
  if (node.kind === 'name') return node.quoted ? undefined : node.name;
  if (node.kind !== 'member') return undefined;
  const object = dottedName(node.object);
  return object === undefined ? undefined : `${object}.${node.member.name}`;
}

function bindSubscript(node: ExpressionNode & { readonly kind: 'subscript' }, bindScope: BindScope): Expression {
  const object = bindExpression(node.object, bindScope);
  const index = bindExpression(node.index, bindScope);
  if (object.type.kind === 'row' && index.kind === 'literal' && typeof index.value === 'number') {
    const field = object.type.fields[index.value - 1];
    if (field)
      return {
        kind: 'member',
        value: object,
        index: index.value - 1,
        name: field.name,
        type: field.type,
        span: node.span,
      };
    bindScope.context.report(
      diagnose(
        'unknown-member',
        index.span,
        { name: String(index.value), type: 'this ROW' },
        { help: `it has ${object.type.fields.length} members` },
      ),
    );
    return errorExpression(node.span);
  }
  if (object.type.kind === 'json' && index.kind === 'literal') {
    const { value } = index;
    if (typeof value === 'string')
      return callOperator(syntaxFunctions.jsonMember, [object, jsonPath(value, index.span)], node.span, bindScope);
    if ((typeof value === 'number' || typeof value === 'bigint') && value > 0)
      return callOperator(
        syntaxFunctions.jsonMember,
        [object, literal(VARCHAR, `$[${Number(value) - 1}]`, index.span)],
        node.span,
        bindScope,
      );
  }
  if (object.type.kind === 'json') return callOperator(syntaxFunctions.elementAt, [object, index], node.span, bindScope);
  if (object.type.kind === 'array' && index.type.kind !== 'unknown')
    return callOperator(
      syntaxFunctions.subscript,
      [object, expectType(index, BIGINT, 'an array index', bindScope.context)],
      node.span,
      bindScope,
    );
  return callOperator(syntaxFunctions.subscript, [object, index], node.span, bindScope);
}

function bindCase(node: ExpressionNode & { readonly kind: 'case' }, bindScope: BindScope): Expression {
  const conditional = { ...bindScope, conditional: true };
  const subject = node.subject && bindExpression(node.subject, bindScope);
  const whens = node.branches.map(({ when }) => {
    const bound = bindExpression(when, conditional);
    return subject
      ? callOperator(syntaxFunctions['='], [subject, bound], when.span, bindScope)
      : expectType(bound, BOOLEAN, "the condition of 'when'", bindScope.context);
  });
  const results = [
    ...node.branches.map(({ result }) => bindExpression(result, conditional)),
    node.otherwise ? bindExpression(node.otherwise, conditional) : literal(UNKNOWN, null, node.span),
  ];
  return caseOf(whens, results, node.span, bindScope);
}

function bindCast(node: ExpressionNode & { readonly kind: 'cast' }, bindScope: BindScope): Expression {
  const { context } = bindScope;
  const value = bindExpression(node.value, bindScope);
  // The parser has reported a type that it could not read.
  const type = node.type === '' ? undefined : bindType(node.type, node.typeSpan, context);
  if (!type) return errorExpression(node.span);
  if (!conversion(value.type, type, context.evaluation.timeZone)) {
    // A cast does not make a TIMESTAMP of a number of seconds.
    const text = `from_unixtime(${context.source.slice(node.value.span.start, node.value.span.end)})`;
    const seconds = type.kind === 'timestamp' && isNumeric(value.type);
    context.report(
      diagnose(
        'invalid-cast',
        node.span,
        { from: formatType(value.type).toUpperCase(), to: formatType(type).toUpperCase() },
        seconds ? { help: `write ${text}, which reads seconds`, fixes: [{ title: `write ${text}`, span: node.span, text }] } : {},
      ),
    );
    return { ...errorExpression(node.span), type };
  }
  return fitted({ kind: 'cast', value, lenient: node.lenient, type, span: node.span }, value.type, node.type, bindScope);
}

/** `varchar(n)` truncates strings, and other values must fit; `char(n)` also drops trailing spaces; `decimal(p, s)` rounds. */
function fitted(cast: Expression & { readonly kind: 'cast' }, from: DataType, typeName: string, bindScope: BindScope): Expression {
  const match = /^\s*(varchar|char|decimal|numeric)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?\s*$/i.exec(typeName);
  if (!match) return cast;
  const word = match[1]!.toLowerCase();
  const count = (digits: string | undefined, otherwise: string): Expression => literal(BIGINT, BigInt(digits ?? otherwise), cast.span);
  const call = (fn: ScalarFunction, ...args: readonly Expression[]): Expression => {
    const fit = callOperator(fn, [cast, ...args], cast.span, bindScope);
    return cast.lenient ? { kind: 'try', value: fit, type: fit.type, span: cast.span } : fit;
  };
  if (word === 'decimal' || word === 'numeric') return call(roundTo, literal(INTEGER, Number(match[3] ?? 0), cast.span));
  if (match[2] === undefined) return word === 'char' ? call(fitChar, count(undefined, '1')) : cast;
  return call(word === 'char' ? fitChar : from.kind === 'varchar' ? cutText : fitText, count(match[2], '1'));
}
