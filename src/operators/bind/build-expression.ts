import { type DiagnosticExtras, diagnose, type Fix } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { nanosPerUnit } from '../../functions/datetime/epoch-unit.ts';
import { fromUnixtime } from '../../functions/datetime/from-unixtime.ts';
import type { FunctionDeclaration, ScalarFunction, SpecialForm } from '../../functions/declaration.ts';
import { formatSignature } from '../../functions/registry.ts';
import { type Argument, resolveOverload } from '../../functions/resolve.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { commonType } from '../../types/coercion.ts';
import {
  type DataType,
  DOUBLE,
  formatType,
  isInteger,
  isNumeric,
  JSON_TYPE,
  rowType,
  TIMESTAMP,
  UNKNOWN,
  VARCHAR,
} from '../../types/data-type.ts';
import { columnName, type Expression } from '../expressions/expression.ts';
import type { BindContext } from './bind-context.ts';
import { errorExpression, isFailed } from './bind-literal.ts';
import type { BindScope } from './bind-scope.ts';
import { argumentsAsStrings, castToString } from './cast-to-string.ts';
import { coerce, readAsExactNumber, readAsNumber, readAsTime } from './coerce.ts';

/** Binds a call of an operator, or of the function that implements a special form. */
export function callOperator(
  fn: ScalarFunction,
  operands: readonly Expression[],
  span: Span,
  bindScope: BindScope,
  operatorSpan = span,
): Expression {
  const { context } = bindScope;
  if (operands.some(isFailed)) return errorExpression(span);
  const args = fn.category === 'operator' ? lenientOperands(fn, operands, bindScope) : operands;
  const resolution = resolveOverload(fn.overloads, args.map(argumentOf), false);
  if (resolution) {
    const values = args.map((arg, i) => coerce(arg, resolution.params[i]!, context));
    return { kind: 'call', fn, overload: resolution.overload, args: values, names: values.map(columnName), type: resolution.returns, span };
  }
  if (args.length === 2 && fn.category === 'operator') {
    const [left, right] = args.map((arg) => formatType(arg.type).toUpperCase());
    context.report(
      diagnose(
        'incompatible-types',
        operatorSpan,
        { operation: `'${fn.name}'`, left: left!, right: right! },
        castHelp(fn, args, bindScope),
      ),
    );
  } else
    reportNoOverload(
      fn,
      args.map((arg) => arg.type),
      span,
      bindScope,
      args,
    );
  return errorExpression(span);
}

/** How two operands of an operator can be brought to one type, where that is certain. */
function castHelp({ name }: ScalarFunction, [left, right]: readonly Expression[], { context }: BindScope): DiagnosticExtras {
  const source = ({ span }: Expression): string => context.source.slice(span.start, span.end);
  const [a, b] = [left!, right!];
  const time = [a, b].find(isTime);
  if (time && [a, b].some(({ type }) => isNumeric(type))) {
    const counts = (time === a ? b : a).kind !== 'literal' && !'+-*/%'.includes(name);
    if (!counts) return { help: `write to_unixtime(${source(time)}), which counts seconds` };
    const number = source(time === a ? b : a);
    return { help: `write from_unixtime(${number}) if it counts seconds, from_unixtime(${number} / 1000e0) for milliseconds` };
  }
  const duration = [a, b].find(({ type }) => type.kind === 'varchar');
  if (duration && [a, b].some(({ type }) => type.kind === 'interval day to second'))
    return { help: `write parse_duration(${source(duration)})` };
  const array = [a, b].find(({ type }) => type.kind === 'array');
  if (array && a.type.kind !== b.type.kind && (name === '=' || name === '<>'))
    return { help: `write contains(${source(array)}, ${source(array === a ? b : a)})` };
  if ('+-*/%'.includes(name)) return {};
  const text = [a, b].find(({ type }) => type.kind !== 'varchar' && conversion(type, VARCHAR, context.evaluation.timeZone));
  if (text && [a, b].some(({ type }) => type.kind === 'varchar')) return castToString([text], context);
  const cast = [a, b].find((one) => conversion(one.type, (one === a ? b : a).type, context.evaluation.timeZone) && !isTime(one));
  return cast ? { help: `write cast(${source(cast)} as ${formatType((cast === a ? b : a).type)})` } : {};
}

/** Reads strings combined with numbers as numbers, and string literals combined with times as times. */
function lenientOperands(fn: ScalarFunction, operands: readonly Expression[], bindScope: BindScope): readonly Expression[] {
  const { context } = bindScope;
  const arithmetic = '+-*/%'.includes(fn.name) || fn === syntaxFunctions.negate;
  const number = operands.find((operand) => isNumeric(operand.type));
  const time = operands.find(isTime);
  const comparing = fn.overloads.some(({ params }) => params.length === 2 && params[0] === params[1]) || fn === syntaxFunctions.in;
  if (fn === syntaxFunctions.concat || fn === syntaxFunctions.like) return operands;
  const shifted = timesShifted(fn, operands);
  const clock = orderings.has(fn) ? operands.find(isClockTime) : undefined;
  if (clock && operands.some(({ type }) => type.kind === 'json'))
    return operands.map((operand) => (operand.type.kind === 'json' || operand === clock ? coerce(operand, TIMESTAMP, context) : operand));
  if (clock) warnOfStrings(operands, clock, context);
  if (comparing && operands.some(isWideInteger) && operands.every(isNumberOrHoldsOne) && operands.some(holdsNumber))
    return operands.map((operand) => asExactNumber(operand, bindScope));
  const counted = comparing && orderings.has(fn) ? secondsBesideTime(operands) : undefined;
  if (counted) {
    reportSeconds(counted, context);
    return operands.map(({ span }) => errorExpression(span));
  }
  if (isExact(fn, operands)) return operands.map((operand) => asJsonNumber(operand, context));
  if (comparing && operands.some(isEpochSeconds)) warnOfUnit(operands, context);
  return operands.map((operand) => {
    if (comparing && isEpochSeconds(operand) && operands.some((other) => standsForTime(other)))
      return callOperator(fromUnixtime, [operand], operand.span, bindScope);
    if (operand.type.kind !== 'varchar') return operand;
    if (comparing && standsForTime(operand) && operands.some(isEpochSeconds)) return coerce(operand, TIMESTAMP, context);
    if (shifted) return readAsTime(operand, TIMESTAMP, context);
    if ((arithmetic && !time) || (number && comparing)) {
      // Combined with integers, a string literal that is an integer stays exact.
      const exact = number && isInteger(number.type) && operand.kind === 'literal' && /^\s*[+-]?\d+\s*$/.test(String(operand.value));
      return readAsNumber(operand, exact ? { kind: 'bigint' } : DOUBLE, context);
    }
    return time && comparing && !arithmetic ? readAsTime(operand, time.type, context) : operand;
  });
}

/** Whether strings are times here: what an interval is added to or subtracted from, or what a time is subtracted from. */
function timesShifted({ name }: ScalarFunction, operands: readonly Expression[]): boolean {
  const interval = operands.some(({ type }) => isInterval(type));
  if (name === '+') return interval;
  // An interval minus a string is neither.
  return name === '-' && operands.length === 2 && !isInterval(operands[0]!.type) && (interval || operands.some(isTime));
}

const isInterval = ({ kind }: DataType): boolean => kind === 'interval day to second' || kind === 'interval year to month';
const isTime = ({ type }: Expression): boolean => type.kind === 'timestamp' || type.kind === 'date';

const orderings: ReadonlySet<ScalarFunction> = new Set(['<', '<=', '>', '>='].map((name) => syntaxFunctions[name as '<']));

/** Whether an operand is a constant date and time of day, as in `'2024-12-17 01:00:00'`. */
const isClockTime = (operand: Expression): boolean =>
  operand.kind === 'literal' && typeof operand.value === 'string' && /^\s*\d{4}-\d\d-\d\d[ T]\d\d:\d\d/.test(operand.value);

/** Warns of columns of strings that are ordered beside a time: zones, `T` and fractions make another order. */
function warnOfStrings(operands: readonly Expression[], clock: Expression, context: BindScope['context']): void {
  for (const { kind, type, span } of operands) {
    if (kind !== 'column' || type.kind !== 'varchar') continue;
    const name = context.source.slice(span.start, span.end);
    const text = `try_cast(${name} as timestamp)`;
    const time = String((clock as Expression & { readonly kind: 'literal' }).value); // isClockTime has found a literal
    context.report(
      diagnose('time-as-string', span, { name, time }, { help: `write ${text}`, fixes: [{ title: `write ${text}`, span, text }] }),
    );
  }
}

/** Whether an operand can be an integer that a DOUBLE would merge with others. */
export const isWideInteger = ({ type, ...operand }: Expression): boolean =>
  type.kind === 'bigint' &&
  !(operand.kind === 'literal' && typeof operand.value === 'bigint' && operand.value < 2n ** 53n && operand.value > -(2n ** 53n));

const holdsNumber = ({ kind, type }: Expression): boolean => type.kind === 'json' || (type.kind === 'varchar' && kind !== 'literal');
const isNumberOrHoldsOne = ({ type }: Expression): boolean => isNumeric(type) || type.kind === 'json' || type.kind === 'varchar';

/** Whether an operation is done with all digits: a difference or a remainder of whole numbers and of JSON or strings, which may hold such. */
const isExact = ({ name }: ScalarFunction, operands: readonly Expression[]): boolean =>
  (name === '-' || name === '%') &&
  operands.length === 2 &&
  operands.some(holdsNumber) &&
  operands.every((operand) => holdsNumber(operand) || isInteger(operand.type));

/** A whole number, JSON or a string as JSON, whose numbers have all their digits. */
const asJsonNumber = (operand: Expression, context: BindContext): Expression =>
  operand.type.kind === 'varchar' ? readAsExactNumber(operand, context) : asJson(operand);

/** A number as JSON. */
const asJson = (operand: Expression): Expression =>
  operand.type.kind === 'json' ? operand : { kind: 'cast', value: operand, lenient: false, type: JSON_TYPE, span: operand.span };

/** An operand as JSON, whose numbers are compared with all their digits. A VARCHAR column is read as by `try`, with a warning. */
function asExactNumber(operand: Expression, bindScope: BindScope): Expression {
  const { type, kind, span } = operand;
  if (type.kind === 'varchar' && kind !== 'literal') return readAsExactNumber(operand, bindScope.context);
  return type.kind === 'json' || type.kind === 'varchar'
    ? callOperator(syntaxFunctions.jsonNumber, [operand], span, bindScope)
    : asJson(operand);
}

/** Whether an operand is the column that is known to count seconds. */
const isEpochSeconds = (operand: Expression): boolean =>
  operand.kind === 'column' && operand.name === '__time__' && operand.type.kind === 'bigint';

/** Warns of constants that `__time__` is compared with and that are milliseconds or less by their size. */
function warnOfUnit(operands: readonly Expression[], context: BindContext): void {
  for (const { kind, span, ...operand } of operands) {
    const value = kind === 'literal' && 'value' in operand && typeof operand.value === 'bigint' ? operand.value : undefined;
    const nanos = value === undefined ? 0n : nanosPerUnit(value);
    if (value === undefined || value <= 0n || nanos === 1_000_000_000n) continue;
    const unit = nanos === 1_000_000n ? 'milliseconds' : nanos === 1_000n ? 'microseconds' : 'nanoseconds';
    const text = `${value}${unit === 'milliseconds' ? ' / 1000' : unit === 'microseconds' ? ' / 1000000' : ' / 1000000000'}`;
    context.report(diagnose('other-time-unit', span, { unit }, { help: `write ${text}`, fixes: [{ title: `write ${text}`, span, text }] }));
  }
}

/** A whole number that is ordered beside a constant string of a time, and is not known to count seconds. */
function secondsBesideTime(operands: readonly Expression[]): Expression | undefined {
  if (!operands.some((operand) => operand.kind === 'literal' && operand.type.kind === 'varchar' && standsForTime(operand)))
    return undefined;
  return operands.find((operand) => isInteger(operand.type) && operand.kind !== 'literal' && !isEpochSeconds(operand));
}

/** Reports a number beside a time, with the call that makes a time of seconds. */
function reportSeconds({ span, type }: Expression, { source, report }: BindContext): void {
  const written = source.slice(span.start, span.end);
  const text = `from_unixtime(${written})`;
  report(
    diagnose(
      'incompatible-types',
      span,
      { operation: 'a comparison', left: formatType(type).toUpperCase(), right: 'a time' },
      {
        help: `write ${text} if it counts seconds, from_unixtime(${written} / 1000e0) for milliseconds`,
        fixes: [{ title: `write ${text}`, span, text }],
      },
    ),
  );
}

/** Whether an operand is a time, or a constant string that reads as one. */
const standsForTime = ({ kind, type, ...operand }: Expression): boolean =>
  type.kind === 'timestamp' ||
  type.kind === 'date' ||
  (kind === 'literal' && 'value' in operand && typeof operand.value === 'string' && /^\s*\d{4}-\d\d?-\d\d?/.test(operand.value));

/** A bound expression as overload resolution sees it. */
export function argumentOf(expression: Expression): Argument {
  return {
    kind: 'value',
    type: expression.type,
    text: expression.kind === 'literal' && expression.type.kind === 'varchar',
  };
}

/** The first argument that is a number of seconds, perhaps, where the function takes a time. */
function argumentOfSeconds(
  fn: Exclude<FunctionDeclaration, SpecialForm>,
  args: readonly (Expression | undefined)[],
): Expression | undefined {
  return args.find(
    (arg, i) =>
      arg &&
      isEpochSeconds(arg) &&
      fn.overloads.some(({ params }) => params.length === args.length && params[i]?.type.kind === 'timestamp'),
  );
}

/** Reports that no overload accepts these arguments, and lists the overloads. */
export function reportNoOverload(
  fn: Exclude<FunctionDeclaration, SpecialForm>,
  types: readonly (DataType | undefined)[],
  span: Span,
  { context }: BindScope,
  args: readonly (Expression | undefined)[] = [],
): void {
  const shown = types.map((type) => (type ? formatType(type) : 'lambda')).join(', ');
  const seconds = argumentOfSeconds(fn, args);
  if (seconds) {
    const text = `from_unixtime(${context.source.slice(seconds.span.start, seconds.span.end)})`;
    const fixes = [{ title: `write ${text}`, span: seconds.span, text }];
    context.report(diagnose('no-overload', span, { function: fn.name, arguments: `(${shown})` }, { help: `write ${text}`, fixes }));
    return;
  }
  const strings = argumentsAsStrings(fn, args);
  if (strings) {
    context.report(diagnose('no-overload', span, { function: fn.name, arguments: `(${shown})` }, castToString(strings, context)));
    return;
  }
  const [only] = args;
  if ((fn.name === 'sum' || fn.name === 'avg') && only?.type.kind === 'boolean') {
    const condition = context.source.slice(only.span.start, only.span.end);
    const text = fn.name === 'sum' ? `count_if(${condition})` : `avg(if(${condition}, 1.0, 0.0))`;
    const fixes = [{ title: `write ${text}`, span, text }];
    context.report(diagnose('no-overload', span, { function: fn.name, arguments: `(${shown})` }, { help: `write ${text}`, fixes }));
    return;
  }
  const signatures = fn.overloads.map((overload) => fn.name + formatSignature(overload, true));
  context.report(
    diagnose(
      'no-overload',
      span,
      { function: fn.name, arguments: `(${shown})` },
      { help: `its overloads are ${[...new Set(signatures)].slice(0, 8).join('; ')}` },
    ),
  );
}

/** Coerces several expressions to their common type; reports the first that has none. */
export function unify(expressions: readonly Expression[], what: string, { context }: BindScope): readonly Expression[] {
  let type: DataType = UNKNOWN;
  for (const expression of expressions) {
    const common = commonType(type, expression.type);
    if (!common) {
      context.report(
        diagnose(
          'incompatible-types',
          expression.span,
          { operation: what, left: formatType(type).toUpperCase(), right: formatType(expression.type).toUpperCase() },
          timeHelp(expressions, context),
        ),
      );
      return expressions.map((e) => errorExpression(e.span));
    }
    type = common;
  }
  return expressions.map((expression) => coerce(expression, type, context));
}

/** A string among times can be read as one, where it is said. */
function timeHelp(
  expressions: readonly Expression[],
  { source }: BindContext,
): { readonly help?: string; readonly fixes?: readonly Fix[] } {
  const string = expressions.find(({ type }) => type.kind === 'varchar');
  const time = expressions.find(isTime);
  if (!string || !time) return {};
  const { span } = string;
  const text = `try_cast(${source.slice(span.start, span.end)} as ${formatType(time.type)})`;
  return { help: `write ${text}`, fixes: [{ title: `write ${text}`, span, text }] };
}

/** `ROW(a, b)` or `(a, b)` of bound members, which have names only if they are given. */
export function rowOf(elements: readonly Expression[], span: Span, names: readonly string[] = []): Expression {
  const type = rowType(elements.map((element, i) => ({ name: names[i] ?? `field${i}`, type: element.type })));
  const [form] = syntaxFunctions.row.overloads;
  const params = elements.map((element) => ({ type: element.type }));
  return {
    kind: 'call',
    fn: syntaxFunctions.row,
    overload: { ...form!, params, returns: { type } },
    args: elements,
    names: elements.map(columnName),
    type,
    span,
  };
}

/** A CASE expression of bound parts; the last result is the ELSE. */
export function caseOf(whens: readonly Expression[], results: readonly Expression[], span: Span, bindScope: BindScope): Expression {
  const values = unify(results, 'the branches of a condition', bindScope);
  const branches = whens.map((when, i) => ({ when, result: values[i]! }));
  return { kind: 'case', branches, otherwise: values.at(-1)!, type: values.at(-1)!.type, span };
}
