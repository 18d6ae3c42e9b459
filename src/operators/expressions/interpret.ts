import { invariant } from '../../diagnostics/query-error.ts';
import { invalidArgument, RowError } from '../../diagnostics/row-error.ts';
import type { Span } from '../../diagnostics/span.ts';
import { type Conversion, conversion } from '../../functions/cast/cast.ts';
import { losesDigits } from '../../functions/cast/from-json.ts';
import { stringReader } from '../../functions/cast/read-string.ts';
import type { CallSite, CallWarning, EvaluationContext } from '../../functions/declaration.ts';
import { cellCheck } from '../../types/cell-range.ts';
import type { DataType } from '../../types/data-type.ts';
import { dispatch, type Handlers } from '../dispatch.ts';
import { type Expression, isConstant, some } from './expression.ts';

/** The state of a row-by-row evaluation: the current row, the columns, and the lambda parameters. */
export interface Frame {
  row: number;
  columns: readonly ((row: number) => unknown)[];
  readonly slots: unknown[];
}

/** A frame without columns, for constants. */
export function emptyFrame(): Frame {
  return { row: 0, columns: [], slots: [] };
}

/**
 * Compiles an expression to a function that computes it for the frame's current row. This defines the meaning of every
 * expression: the vectorized evaluator must agree with it, and lambdas and constants are computed by it.
 * A failing row throws a {@link RowError} that names its call.
 */
export function interpret(expression: Expression, frame: Frame, context: EvaluationContext): Compute {
  return dispatch(compilers, expression, (node) => interpret(node, frame, context), frame, context);
}

type Compute = () => unknown;

/** How each kind of expression is compiled. */
const compilers: Handlers<Expression, [compile: (node: Expression) => Compute, frame: Frame, context: EvaluationContext], Compute> = {
  column:
    ({ index }, _, frame) =>
    () =>
      frame.columns[index]!(frame.row),
  literal:
    ({ value }) =>
    () =>
      value,
  argument:
    ({ slot }, _, frame) =>
    () =>
      frame.slots[slot],
  lambda(expression, compile, frame, context) {
    const body = compile(expression.body);
    const slots = expression.parameters.map((parameter) => parameter.slot);
    const lambda = (...values: unknown[]): unknown => {
      context.tick();
      for (let i = 0; i < slots.length; i++) frame.slots[slots[i]!] = values[i];
      return body();
    };
    return () => lambda;
  },
  call: (expression, compile, _, context) => withErrorLocation(expression, interpretCall(expression, compile, context)),
  and: ({ args }, compile) => interpretLogical(args.map(compile), false),
  or: ({ args }, compile) => interpretLogical(args.map(compile), true),
  case(expression, compile, _, context) {
    const branches = expression.branches.map(({ when, result }) => ({ when: orNull(when, compile, context), result: compile(result) }));
    const otherwise = compile(expression.otherwise);
    return () => {
      for (const { when, result } of branches) if (when() === true) return result();
      return otherwise();
    };
  },
  coalesce(expression, compile, _, context) {
    const args = expression.args.map((arg) => orNull(arg, compile, context));
    return () => {
      for (const arg of args) {
        const value = arg();
        if (value !== null) return value;
      }
      return null;
    };
  },
  try(expression, _, frame, context) {
    const value = interpret(expression.value, frame, withoutFailures(context));
    return () => {
      try {
        return value();
      } catch (error) {
        return nullFor(error);
      }
    };
  },
  isNull(expression, compile, _, context) {
    const value = compile(expression.value);
    return () => {
      try {
        return value() === null;
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        context.report(failureWarning(error, expression.span));
        return true;
      }
    };
  },
  member({ value, index }, compile) {
    const object = compile(value);
    return () => {
      const row = object() as readonly unknown[] | null;
      return row === null ? null : row[index];
    };
  },
  cast(expression, compile, _, context) {
    const value = compile(expression.value);
    const convert = castConversion(expression, context);
    const cast = (input: unknown): unknown => (input === null ? null : convert(input));
    if (!expression.lenient || expression.implicit) return withErrorLocation(expression, () => cast(value()));
    return () => {
      const input = value(); // a failure of the value itself is not one of the cast
      try {
        return cast(input);
      } catch (error) {
        return nullFor(error);
      }
    };
  },
};

/** The conversion of a cast; one that the query does not write warns of the digits that a DOUBLE loses. */
export function castConversion(cast: Expression & { readonly kind: 'cast' }, context: EvaluationContext): Conversion {
  const { value, type, implicit, span } = cast;
  const reads = implicit && cast.lenient;
  const onDigits = (unit: string): void => context.report({ name: 'digits-as-times', call: '', span, count: 1, reason: unit });
  const convert = reads ? stringReader(type, context.timeZone, onDigits) : conversion(value.type, type, context.timeZone);
  invariant(convert, 'a cast without a conversion was bound');
  if (!implicit) return convert;
  const narrows = (value.type.kind === 'json' || value.type.kind === 'varchar') && (type.kind === 'double' || type.kind === 'real');
  return (text) => {
    if (narrows && losesDigits(text as string)) context.report({ name: 'lost-digits', call: '', span, count: 1, reason: '' });
    return reads ? read(convert, text) : convert(text);
  };
}

/** Converts a string that the query does not ask to be converted. */
function read(convert: Conversion, text: unknown): unknown {
  try {
    return convert(text);
  } catch (error) {
    if (error instanceof RowError) error.reading = true;
    throw error;
  }
}

/** Whether an expression reads a string as another type without saying so. */
export const readsStrings = (expression: Expression): boolean =>
  some(expression, (node) => node.kind === 'cast' && node.lenient && node.implicit === true);

/** An expression whose strings that cannot be read are NULL, and counted; other failures stay. */
function orNull(expression: Expression, compile: (node: Expression) => Compute, context: EvaluationContext): Compute {
  const value = compile(expression);
  if (!readsStrings(expression)) return value;
  return () => {
    try {
      return value();
    } catch (error) {
      if (!(error instanceof RowError) || !error.reading) throw error;
      context.report(failureWarning(error, expression.span));
      return null;
    }
  };
}

/** AND (`decisive` is false) or OR (true) of operands that may be NULL or fail. */
function interpretLogical(args: readonly Compute[], decisive: boolean): Compute {
  return () => {
    let answer: unknown = !decisive;
    let failure: unknown;
    for (const arg of args) {
      try {
        const value = arg();
        if (value === decisive) return decisive;
        if (value === null) answer = null;
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        failure ??= error;
      }
    }
    // A failure counts only if no other operand decides.
    if (failure) throw failure;
    return answer;
  };
}

/** The warning of a cell that failed and whose failure an expression answers itself, as `is null` does. */
export function failureWarning({ call = '', span, reason }: RowError, place: Span): CallWarning {
  return { name: 'failed-cells', call, span: span ?? place, count: 1, reason: call === '' ? reason : `${call}: ${reason}` };
}

/** The same context inside `try`, which silences failures. */
export function withoutFailures(context: EvaluationContext): EvaluationContext {
  return { ...context, report: (warning) => warning.name !== 'failed-cells' && context.report(warning) };
}

/** NULL for a failing row; any other error goes on. */
function nullFor(error: unknown): null {
  if (error instanceof RowError) return null;
  throw error;
}

/** The value of an argument that is the same for all rows; undefined for others, and where it fails: it fails again in every row, and is counted there. */
export function constantOf(arg: Expression, context: EvaluationContext): unknown {
  if (arg.kind === 'literal') return arg.value;
  if (!isConstant(arg) || arg.kind === 'lambda') return undefined;
  try {
    return interpret(arg, emptyFrame(), context)();
  } catch (error) {
    if (error instanceof RowError) return undefined;
    throw error;
  }
}

/** The constants of the calls of a query, by its account of memory: a chain of constants contains each one of them in all that follow. */
const knownConstants = new WeakMap<EvaluationContext['memory'], WeakMap<Expression, { readonly value: unknown }>>();

/** The same without warnings, computed once per query. */
function silentConstantOf(arg: Expression, context: EvaluationContext): unknown {
  if (arg.kind === 'literal') return arg.value;
  let known = knownConstants.get(context.memory);
  if (!known) knownConstants.set(context.memory, (known = new WeakMap()));
  const found = known.get(arg) ?? { value: constantOf(arg, context) };
  known.set(arg, found);
  return found.value;
}

/** What a function knows about a call of it, with constant arguments already computed. */
export function callSite(call: Expression & { readonly kind: 'call' }, context: EvaluationContext): CallSite {
  const { fn, span } = call;
  // The arguments are computed again for the rows, and warn then.
  const silent = { ...context, report: () => {} };
  let constants: readonly unknown[] | undefined;
  return {
    ...context,
    types: call.args.map((arg) => arg.type),
    returns: call.type,
    names: call.names,
    get constants() {
      constants ??= call.args.map((arg) => silentConstantOf(arg, silent));
      return constants;
    },
    warn: (name, count, reason = '') => context.report({ name, call: fn.name, span, count, reason }),
  };
}

/** The function that computes a call for one row: its `row`, or what its `prepare` returns. */
export function rowKernel(call: Expression & { readonly kind: 'call' }, context: EvaluationContext): (...args: unknown[]) => unknown {
  const { overload } = call;
  invariant(overload.prepare ?? overload.row, `function '${call.fn.name}' has no meaning`);
  const kernel = (overload.prepare ? prepared(call, context) : overload.row) as (...args: unknown[]) => unknown;
  const bounded = checkResult(variableWidth.has(call.type.kind) ? checkCellSize(kernel, context) : kernel, call.type);
  const { tick } = context;
  return (...args) => {
    tick(stepsPerCall);
    return bounded(...args);
  };
}

/** A call may take a millisecond: so many steps each, that the clock is looked at every few calls. */
const stepsPerCall = 64;

/** A kernel whose results are cells of their type: what the type cannot hold fails the row. */
export function checkResult<A extends unknown[]>(kernel: (...args: A) => unknown, type: DataType): (...args: A) => unknown {
  const check = cellCheck(type);
  if (!check) return kernel;
  return (...args) => {
    const value = kernel(...args);
    return value === null || value === undefined ? null : check(value);
  };
}

/** The prepared meaning of a call; where its constant arguments are wrong, every row fails. */
function prepared(call: Expression & { readonly kind: 'call' }, context: EvaluationContext): unknown {
  try {
    return call.overload.prepare!(callSite(call, context));
  } catch (error) {
    if (!(error instanceof RowError)) throw error;
    const { kind, reason } = error;
    return () => {
      throw new RowError(kind, reason);
    };
  }
}

/** The kinds of types whose cells have no fixed size. */
export const variableWidth: ReadonlySet<string> = new Set(['varchar', 'varbinary', 'array']);

/** Wraps a kernel so that strings and arrays cannot exceed the cell size: a few doublings would fill the memory. */
function checkCellSize(kernel: (...args: unknown[]) => unknown, { cellSize, tick }: EvaluationContext): (...args: unknown[]) => unknown {
  const fail = (): never => invalidArgument(`more than ${cellSize} characters or elements (limit 'cellSize')`);
  return (...args) => {
    let value: unknown;
    try {
      value = kernel(...args);
    } catch (error) {
      if (error instanceof RangeError && /^Invalid (string|array|typed array) length|allocation failed/.test(error.message)) fail();
      throw error;
    }
    if (value === null) return null;
    const { length } = value as string | Uint8Array | readonly unknown[];
    if (length > cellSize) fail();
    if (length > 100) tick(length);
    return value;
  };
}

function interpretCall(
  call: Expression & { readonly kind: 'call' },
  compile: (node: Expression) => () => unknown,
  context: EvaluationContext,
): () => unknown {
  const propagate = call.fn.nulls === 'propagate';
  const args = call.args.map((arg) => (propagate ? compile(arg) : orNull(arg, compile, context)));
  let kernel: ((...args: unknown[]) => unknown) | undefined;
  return () => {
    // All arguments are computed before a NULL decides: if one fails and another is NULL the call fails, whatever their order.
    const values = new Array<unknown>(args.length);
    for (let i = 0; i < args.length; i++) values[i] = args[i]!();
    if (propagate && values.includes(null)) return null;
    kernel ??= rowKernel(call, context);
    return kernel(...values);
  };
}

/** Adds to a failure the part of the query that raised it. */
function withErrorLocation(expression: Expression, compute: () => unknown): () => unknown {
  return () => {
    try {
      return compute();
    } catch (error) {
      if (error instanceof RowError) locateError(error, expression);
      throw error;
    }
  };
}

/** Records in a failure the innermost expression that raised it. */
export function locateError(failure: RowError, expression: Expression): void {
  if (failure.span !== undefined) return;
  failure.span = expression.span;
  failure.call = expression.kind === 'call' ? expression.fn.name : expression.kind;
}
