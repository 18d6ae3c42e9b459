import { diagnose } from '../../diagnostics/diagnostic.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { AggregateOverload, OptionTexts, Overload, WindowOverload, WindowRows } from '../../functions/declaration.ts';
import type { Resolution } from '../../functions/resolve.ts';
import { type Expression, isConstant } from '../expressions/expression.ts';
import { callSite, constantOf } from '../expressions/interpret.ts';
import type { BindScope } from './bind-scope.ts';
import { constantValue } from './coerce.ts';

/** What is wrong with constant arguments: it fails every row, whatever the others hold. */
interface Failure {
  readonly span: Span;
  readonly reason: string;
}

/**
 * Reports constant arguments that the call cannot take, before any row is read. An argument that its overload checks by itself, such as a
 * pattern, is wrong wherever it is written but inside `try`. Of the others a trial of the call finds those with which it fails; in a branch
 * that may be meant, as the condition may keep these rows away. A call that is constant as a whole is computed instead ({@link checkConstant}).
 */
export function checkScalarArguments(
  call: Expression & { readonly kind: 'call' },
  resolution: Resolution<Overload>,
  bindScope: BindScope,
): void {
  const { context, tried, conditional } = bindScope;
  const { overload, fn, args, span } = call;
  const { options, params } = overload;
  if (options && resolution.positions.at(-1) === params.length - 1) checkOptions(fn.name, options, args.at(-1)!, bindScope);
  const found = checkEach(call, bindScope);
  if (tried) return;
  if (found) context.checked.set(call, 'fails');
  const failure =
    found ??
    (conditional || isConstant(call)
      ? undefined
      : context.evaluation.attempt(() => ({
          failure: tryCall(args, span, () => overload.prepare?.(callSite(call, context.evaluation)), overload.readsTypes),
        }))?.failure);
  if (failure) context.report(diagnose('constant-fails', failure.span, { reason: failure.reason }));
}

/** The same of an aggregate, whose accumulator is made on trial. */
export function checkAggregateArguments(
  { params, returns, overload }: Resolution<AggregateOverload>,
  args: readonly Expression[],
  span: Span,
  { context, conditional }: BindScope,
): void {
  if (conditional) return;
  const tried = context.evaluation.attempt(() => {
    const constants = args.map((arg) => constantOf(arg, context.evaluation));
    return { failure: tryCall(args, span, () => overload.accumulator({ types: params, returns, constants })) };
  });
  const failure = tried?.failure;
  if (failure) context.report(diagnose('constant-fails', failure.span, { reason: failure.reason }));
}

/** The same of a window function, which is tried on a row that has nothing but the constants. */
export function checkWindowArguments(
  overload: WindowOverload,
  args: readonly Expression[],
  span: Span,
  { context, conditional }: BindScope,
): void {
  if (conditional) return;
  const constants = args.map((arg) => constantValue(arg, context)?.value ?? null);
  const alone = { start: 0, end: 1 };
  const row: WindowRows = { length: 1, arg: (i) => constants[i], peers: () => alone, peerGroup: () => 0, frame: () => alone };
  const failure = tryCall(args, span, () => overload.values(row)(0));
  if (failure) context.report(diagnose('constant-fails', failure.span, { reason: failure.reason }));
}

/** Checks a literal string of options; options known only at run time are reported in `error_msg`. */
function checkOptions(name: string, options: OptionTexts, argument: Expression, { context }: BindScope): void {
  if (argument.kind !== 'literal' || typeof argument.value !== 'string') return;
  for (const { kind, message, help } of options.check(argument.value)) {
    const more = help ? { help } : {};
    if (kind === 'unknown') context.report(diagnose('unknown-json-option', argument.span, { name, option: message }, more));
    else context.report(diagnose('invalid-json-option', argument.span, { name, reason: message }, more));
  }
}

/** Runs the checks of single arguments, and reports hints; the first failure. */
function checkEach({ overload, args }: Expression & { readonly kind: 'call' }, { context }: BindScope): Failure | undefined {
  let failure: Failure | undefined;
  overload.checks?.forEach((check, i) => {
    const argument = args[i];
    const constant = check && argument && constantValue(argument, context);
    if (!constant || constant.value === null) return;
    try {
      const hint = check(constant.value, context.evaluation);
      if (hint) context.report(diagnose('misleading-argument', argument.span, { reason: hint.message }, { help: hint.help }));
    } catch (error) {
      if (!(error instanceof RowError)) throw error;
      failure ??= { span: argument.span, reason: error.reason };
    }
  });
  return failure;
}

/** How a call fails with the arguments that are known, which is laid at the last of them; with their types, at the call. */
function tryCall(args: readonly Expression[], span: Span, attempt: () => unknown, always = false): Failure | undefined {
  const isKnown = (arg: Expression): boolean => arg.kind !== 'lambda' && isConstant(arg) && !(arg.kind === 'literal' && arg.value === null);
  if (!always && !args.some(isKnown)) return undefined;
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    return { span: args.findLast(isKnown)?.span ?? span, reason: error.reason };
  }
}
