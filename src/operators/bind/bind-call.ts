import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type {
  AggregateFunction,
  AggregateOverload,
  FunctionDeclaration,
  ScalarFunction,
  SpecialForm,
  WindowOverload,
} from '../../functions/declaration.ts';

import { signatureOf } from '../../functions/registry.ts';
import { type Argument, type Resolution, resolveOverload } from '../../functions/resolve.ts';
import { foreignFunctionHelp } from '../../parser/habits/functions.ts';
import type { ExpressionNode, NameNode } from '../../parser/syntax.ts';
import { BOOLEAN, type DataType, INTEGER, isNumeric, sameType, TIMESTAMP, UNKNOWN } from '../../types/data-type.ts';
import { columnName, type Expression, type LambdaParameter } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import { errorExpression, isFailed, literal } from './bind-literal.ts';
import type { BindScope } from './bind-scope.ts';
import { type Bind, bindSpecialForm, type CallNode } from './bind-special-form.ts';
import { addWindowCall } from './bind-window.ts';
import { argumentOf, reportNoOverload, rowOf } from './build-expression.ts';
import { checkAggregateArguments, checkScalarArguments, checkWindowArguments } from './check-arguments.ts';
import { coerce, expectType, readAsNumber, readAsTime } from './coerce.ts';
import { columnRef } from './relation.ts';
import { findColumn } from './scope.ts';

/** Aggregates of a command that give whole rows, and the ones that give one column of such a row. */
const wholeRowFunctions: ReadonlyMap<string, string> = new Map([
  ['arg_max', 'max_by'],
  ['arg_min', 'min_by'],
]);

/** The aggregate behind `arg_max(x, *)`; undefined for other calls. */
export function wholeRowFunction({ name, args, star, distinct }: CallNode): string | undefined {
  return star && args.length === 1 && !distinct && !name.quoted ? wholeRowFunctions.get(name.name.toLowerCase()) : undefined;
}

/** Binds a call of a function or of a special form by name. */
export function bindCall(node: CallNode, bindScope: BindScope, bind: Bind): Expression {
  const { context } = bindScope;
  const word = node.name.name.toLowerCase();
  const whole = wholeRowFunction(node);
  if (node.filter && !node.name.quoted && context.registry.find(whole ?? word)?.kind !== 'aggregate')
    context.report(diagnose('misplaced-filter', node.filter.span, { name: node.name.name }));
  if (node.star && !whole && (node.args.length > 0 || node.distinct)) {
    const given = `(${node.distinct ? 'distinct ' : ''}${node.args.length > 0 ? '…, ' : ''}*)`;
    const help = node.distinct
      ? `write the columns: ${word}(distinct row(a, b))`
      : "only 'arg_max(x, *)' and 'arg_min(x, *)' take all columns";
    context.report(diagnose('no-overload', node.span, { function: word, arguments: given }, { help }));
    return errorExpression(node.span);
  }
  const declared = context.registry.find(whole ?? word);
  // `count(distinct x)` has a function of its own, which needs no rows; others are given each value once.
  const own = node.distinct ? context.registry.find(`${word}_distinct`) : undefined;
  const fn = own ?? declared;
  if (!fn) {
    const help = foreignFunctionHelp(node.name.name) ?? context.registry.suggest(node.name.name);
    const fixes = foreignFunctionHelp(node.name.name) ? undefined : context.registry.fixes(node.name.name, node.name.span);
    context.report(
      diagnose('unknown-function', node.name.span, { name: node.name.name }, { ...(help ? { help } : {}), ...(fixes ? { fixes } : {}) }),
    );
    for (const arg of node.args)
      if (arg.kind !== 'lambda')
        bind(arg, {
          ...bindScope,
          conditional: true,
          ...(bindScope.aggregates ? { aggregates: { ...bindScope.aggregates, inside: true } } : {}),
        });
    return errorExpression(node.span);
  }
  const call = own ? { ...node, distinct: false } : node;
  if (fn.kind === 'special') return bindSpecialForm(fn, call, bindScope, bind);
  if (call.over || fn.kind === 'window') return bindWindowCall(fn, call, bindScope, bind);
  return fn.kind === 'aggregate' ? bindAggregate(fn, call, bindScope, bind) : bindScalar(fn, call, bindScope, bind);
}

/** The time array of the row, which a series function reads when it is given only values. */
function bindTimes(node: CallNode, bindScope: BindScope, bind: Bind): Expression | undefined {
  return findColumn(bindScope.scope, '__ts__') < 0
    ? undefined
    : bind({ kind: 'name', name: '__ts__', quoted: false, span: node.name.span }, bindScope);
}

function bindScalar(fn: ScalarFunction, node: CallNode, bindScope: BindScope, bind: Bind): Expression {
  if (node.star || node.distinct) {
    const given = `(${node.distinct ? 'distinct …' : '*'})`;
    bindScope.context.report(
      diagnose('no-overload', node.span, { function: fn.name, arguments: given }, { help: `write ${signatureOf(fn)}` }),
    );
    return errorExpression(node.span);
  }
  const given = withBareWord(node.args, fn);
  const bound: (Expression | undefined)[] = given.map((arg) => (arg.kind === 'lambda' ? undefined : bind(arg, bindScope)));
  const args: Argument[] = given.map((arg, i): Argument => {
    if (arg.kind !== 'lambda') return argumentOf(bound[i]!);
    return {
      kind: 'lambda',
      arity: arg.parameters.length,
      bind(types) {
        const known = bound[i];
        // Binding it again would bind the lambdas inside of it again, and so on.
        if (known?.kind === 'lambda' && known.parameters.every(({ type }, at) => sameType(type, types[at] ?? UNKNOWN)))
          return known.body.type;
        const lambda = bindLambda(arg, types, bindScope, bind);
        bound[i] = lambda;
        return lambda.body.type;
      },
    };
  });
  if (bound.some((arg) => arg && isFailed(arg))) return errorExpression(node.span);
  const times = fn.impliedTimes && !bindScope.aggregates ? bindTimes(node, bindScope, bind) : undefined;
  const timed = times && resolveOverload(fn.overloads, [argumentOf(times), ...args], false);
  if (times && timed) bound.unshift(times);
  const resolution = timed ?? besideInterval(fn.overloads, args) ?? resolveLeniently(fn.overloads, args);
  if (!resolution) {
    reportNoOverload(
      fn,
      given.map((_, i) => bound[i]?.type),
      node.span,
      bindScope,
      bound,
    );
    return errorExpression(node.span);
  }
  const values = bound.map((value, i) => toParameter(value ?? errorExpression(node.span), resolution.params[i]!, bindScope));
  const call: Expression & { readonly kind: 'call' } = {
    kind: 'call',
    fn,
    overload: resolution.overload,
    args: values,
    names: values.map(columnName),
    type: resolution.returns,
    span: node.span,
  };
  checkScalarArguments(call, resolution, bindScope);
  return call;
}

/** The arguments, the last one as a string where the function takes it as a bare word: `normalize(s, NFC)`. */
function withBareWord(args: readonly ExpressionNode[], { bareWords }: ScalarFunction): readonly ExpressionNode[] {
  const last = args.at(-1);
  if (args.length < 2 || last?.kind !== 'name' || last.quoted || !bareWords?.includes(last.name.toLowerCase())) return args;
  return [...args.slice(0, -1), { kind: 'string', value: last.name, span: last.span }];
}

/** In a call with an interval, a JSON value is a time where it may be one or a number, unless the function reads JSON itself. */
function besideInterval<S extends Parameters<typeof resolveOverload>[0][number]>(
  overloads: readonly S[],
  args: readonly Argument[],
): Resolution<S> | undefined {
  const isOf = (arg: Argument, test: (kind: DataType['kind']) => boolean): boolean => arg.kind === 'value' && test(arg.type.kind);
  if (!args.some((arg) => isOf(arg, (kind) => kind.startsWith('interval'))) || !args.some((arg) => isOf(arg, (kind) => kind === 'json')))
    return undefined;
  if (overloads.some(({ params }) => params.some(({ type }) => type.kind === 'json'))) return undefined;
  const times = args.map((arg) => (isOf(arg, (kind) => kind === 'json') ? { ...arg, type: TIMESTAMP } : arg));
  return resolveOverload(overloads, times, false);
}

function resolveLeniently<S extends Parameters<typeof resolveOverload>[0][number]>(
  overloads: readonly S[],
  args: readonly Argument[],
): Resolution<S> | undefined {
  return resolveOverload(overloads, args, false) ?? resolveOverload(overloads, args, true);
}

function toParameter(value: Expression, type: DataType, { context }: BindScope): Expression {
  if (value.type.kind === 'varchar' && isNumeric(type)) return readAsNumber(value, type, context);
  if (value.type.kind === 'varchar' && (type.kind === 'timestamp' || type.kind === 'date')) return readAsTime(value, type, context);
  return coerce(value, type, context);
}

/** The arguments of an aggregate; `*` alone counts rows, and after a value it is the whole row. */
function aggregateArguments({ args, star, span }: CallNode, bindScope: BindScope, bind: Bind): readonly Expression[] {
  const bound = args.map((arg) => bind(arg, bindScope));
  if (!star) return bound;
  return bound.length === 0 ? [literal(INTEGER, 1, span)] : [wholeRow(bindScope, span), ...bound];
}

/** The columns that are not keys of the groups, as a ROW with their names. */
function wholeRow({ scope, aggregates }: BindScope, span: Span): Expression {
  const keys = new Set(aggregates?.keys.map(({ name }) => name));
  const columns = scope.schema.flatMap(({ name }, i) =>
    keys.has(name) || name === overflowColumn ? [] : [columnRef(scope.schema, i, span)],
  );
  return rowOf(
    columns,
    span,
    columns.map((column) => columnName(column)!),
  );
}

function bindAggregate(fn: AggregateFunction, node: CallNode, bindScope: BindScope, bind: Bind): Expression {
  const { context, aggregates } = bindScope;
  if (!aggregates || aggregates.inside) {
    const code = aggregates ? 'nested-aggregate' : 'misplaced-aggregate';
    const written = context.source.slice(node.span.start, node.span.end);
    const stage = `'| stats ${fn.name} = ${written}'`;
    const end = { start: node.span.end, end: node.span.end };
    const over = {
      help: `write ${written} over () to have it beside every row, or ${stage}`,
      fixes: [{ title: 'write over ()', span: end, text: ' over ()' }],
    };
    context.report(
      diagnose(code, node.name.span, { name: fn.name }, aggregates ? {} : bindScope.windows ? over : { help: `write ${stage}` }),
    );
    return errorExpression(node.span);
  }
  const inner = { ...bindScope, aggregates: { ...aggregates, inside: true } };
  const args = aggregateArguments(node, inner, bind);
  if (args.some(isFailed)) return errorExpression(node.span);
  const resolution = resolveLeniently(fn.overloads, args.map(argumentOf));
  if (!resolution) {
    reportNoOverload(
      fn,
      args.map((arg) => arg.type),
      node.span,
      bindScope,
      args,
    );
    return errorExpression(node.span);
  }
  const values = args.map((arg, i) => toParameter(arg, resolution.params[i]!, bindScope));
  const filter = node.filter && expectType(bind(node.filter, inner), BOOLEAN, "the condition of 'filter'", context);
  checkAggregateArguments(resolution, values, node.span, bindScope);
  const index = aggregates.keys.length + aggregates.calls.length;
  const name = `${fn.name}_${index}`;
  aggregates.calls.push({
    name,
    filter,
    distinct: node.distinct,
    inExpression: false,
    fn,
    overload: resolution.overload,
    args: values,
    type: resolution.returns,
    span: node.span,
  });
  return { kind: 'column', index, name, type: resolution.returns, span: node.span };
}

/** `sum(x) over (…)`, `lag(x) over (…)` */
function bindWindowCall(fn: Exclude<FunctionDeclaration, SpecialForm>, node: CallNode, bindScope: BindScope, bind: Bind): Expression {
  const { context, windows } = bindScope;
  const { span } = node;
  const end = { start: span.end, end: span.end };
  if (fn.kind === 'scalar') {
    context.report(diagnose('misplaced-over', node.over!.span, { name: fn.name }));
    return errorExpression(span);
  }
  if (!node.over) {
    const over = ` over (${findColumn(bindScope.scope, '__time__') >= 0 ? 'order by __time__' : ''})`;
    const title = `write ${fn.name}(…)${over}`;
    context.report(diagnose('missing-over', span, { name: fn.name }, { help: title, fixes: [{ title, span: end, text: over }] }));
    return errorExpression(span);
  }
  if (node.distinct && fn.kind === 'window') {
    const given = '(distinct …)';
    context.report(diagnose('no-overload', span, { function: fn.name, arguments: given }, { help: "only aggregates take 'distinct'" }));
    return errorExpression(span);
  }
  if (!windows) {
    const call = context.source.slice(span.start, span.end);
    context.report(diagnose('misplaced-window', span, { name: fn.name }, { help: `write '| extend ${fn.name} = ${call}' before it` }));
    return errorExpression(span);
  }
  const { windows: _, ...inner } = bindScope;
  const args = aggregateArguments(node, inner, bind);
  if (args.some(isFailed)) return errorExpression(span);
  const resolution = resolveLeniently<WindowOverload | AggregateOverload>(fn.overloads, args.map(argumentOf));
  if (!resolution) {
    reportNoOverload(
      fn,
      args.map((arg) => arg.type),
      span,
      bindScope,
    );
    return errorExpression(span);
  }
  const values = args.map((arg, i) => toParameter(arg, resolution.params[i]!, bindScope));
  const filter = node.filter && expectType(bind(node.filter, inner), BOOLEAN, "the condition of 'filter'", context);
  const { overload } = resolution;
  if ('accumulator' in overload) checkAggregateArguments({ ...resolution, overload }, values, span, bindScope);
  else checkWindowArguments(overload, values, span, bindScope);
  const call = { fn, overload, args: values, distinct: node.distinct, filter, type: resolution.returns, span };
  return addWindowCall(call, node.over, windows, inner, bind);
}

/** Binds a lambda for the parameter types that its function gives it. */
function bindLambda(
  node: ExpressionNode & { readonly kind: 'lambda' },
  types: readonly DataType[],
  bindScope: BindScope,
  bind: Bind,
): Expression & { readonly kind: 'lambda' } {
  const { context, scope } = bindScope;
  const parameters: LambdaParameter[] = node.parameters.map((parameter: NameNode, i) => ({
    slot: context.newSlot(),
    name: parameter.name,
    type: types[i] ?? UNKNOWN,
  }));
  const body = bind(node.body, {
    ...bindScope,
    scope: { ...scope, lambdas: [...scope.lambdas, ...parameters] },
    conditional: true,
  });
  const type: DataType = { kind: 'function', parameters: types, returns: body.type };
  return { kind: 'lambda', parameters, body, type, span: node.span };
}
