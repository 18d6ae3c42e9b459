import { invariant } from '../../diagnostics/query-error.ts';
import { RowError } from '../../diagnostics/row-error.ts';
import { columnsOf, type Expression } from '../../operators/expressions/expression.ts';
import {
  callSite,
  castConversion,
  checkResult,
  type Frame,
  failureWarning,
  interpret,
  locateError,
  readsStrings,
  rowKernel,
  withoutFailures,
} from '../../operators/expressions/interpret.ts';
import type { DataType } from '../../types/data-type.ts';
import { spelledBytes } from '../../types/spelled-bytes.ts';
import { storageOf } from '../../types/storage.ts';
import { allValid, andBitmaps, clearBit, hasBit } from '../../vectors/bitmap.ts';
import { allocate, setCell } from '../../vectors/fixed-width.ts';
import { flattened } from '../../vectors/flatten.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { cellReader, constantVector, nullReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { comparedStrings, orderedElements } from '../quantity-strings.ts';
import { compileChoice } from './choice.ts';
import { largeCell } from './computed-bytes.ts';
import { evaluateRows, flatVector, type RowErrors } from './evaluate-rows.ts';
import { createFlattener } from './flatten.ts';
import { canPeel, canPeelTogether, type Evaluator, peeled, peeledTogether } from './peel.ts';
import { rangeTest } from './range-test.ts';
import { compileLogical } from './special-forms.ts';
import { stoppingErrors, unreadAsNull } from './unread-strings.ts';

export type { Evaluator };

/** Compiles an expression for whole batches; it agrees with {@link interpret} on every row. */
export function compileEvaluator(expression: Expression, context: ExecutionContext): Evaluator {
  if (!canPeel(expression)) {
    const compute = compileNode(expression, context, compileEvaluator);
    return context.kernels && canPeelTogether(expression) ? peeledTogether(expression, compute, context) : compute;
  }
  const evaluate = compileRows(expression, context);
  const test = context.kernels ? rangeTest(expression) : undefined;
  return peeled(expression, test ? Object.assign(evaluate, { select: test }) : evaluate, context);
}

/** Compiles an expression to be computed for every row, and not once per distinct value. */
function compileRows(expression: Expression, context: ExecutionContext): Evaluator {
  return compileNode(expression, context, compileRows);
}

type Compile = (node: Expression, context: ExecutionContext) => Evaluator;

function compileNode(expression: Expression, context: ExecutionContext, compile: Compile): Evaluator {
  switch (expression.kind) {
    case 'column': {
      const { index } = expression;
      return (batch) => batch.columns[index]!;
    }
    case 'literal': {
      const { type, value } = expression;
      return (batch) => constantVector(type, value, batch.length);
    }
    case 'call':
      return compileCall(expression, context, compile);
    case 'and':
    case 'or':
      return compileLogical(expression, (node) => compile(node, context));
    case 'case':
    case 'coalesce':
      return compileChoice(expression, (node) => compile(node, context), context);
    case 'try': {
      const value = compile(expression.value, { ...context, evaluation: withoutFailures(context.evaluation) });
      return (batch) => ({ ...value(batch), errors: undefined });
    }
    case 'isNull': {
      const value = compile(expression.value, context);
      return (batch) => {
        const vector = value(batch);
        const read = cellReader(vector);
        const failing = stoppingErrors(vector, context);
        if (failing) return evaluateRows(expression.type, vector.length, (i) => read(i) === null, failing, expression);
        for (const failure of vector.errors?.values() ?? []) context.evaluation.report(failureWarning(failure, expression.span));
        const out = new Uint8Array(vector.length);
        for (let i = 0; i < out.length; i++) out[i] = read(i) === null ? 1 : 0;
        return flatVector(expression.type, out);
      };
    }
    case 'cast': {
      const kernel: UnaryKernel = {
        type: expression.type,
        source: expression,
        compute: accounted(castConversion(expression, context.evaluation), expression, context),
        lenient: expression.lenient && !expression.implicit,
        tick: context.evaluation.tick,
      };
      return compileUnary(compile(expression.value, context), kernel);
    }
    case 'member': {
      const value = compile(expression.value, context);
      const { index, type } = expression;
      return (batch) => {
        const vector = value(batch);
        if (vector.encoding === 'row' && !vector.validity) return { ...vector.children[index]!, errors: vector.errors };
        const read = cellReader(vector);
        return evaluateRows(type, vector.length, (i) => (read(i) as readonly unknown[] | null)?.[index] ?? null, vector.errors, expression);
      };
    }
    case 'lambda':
    case 'argument':
      throw invariant(false, `a ${expression.kind} was evaluated outside a call`);
  }
}

function mergeErrors(vectors: readonly Vector[]): RowErrors | undefined {
  let merged: RowErrors | undefined;
  for (const { errors } of vectors) {
    if (!errors) continue;
    merged ??= new Map();
    for (const [row, failure] of errors) if (!merged.has(row)) merged.set(row, failure);
  }
  return merged;
}

/** A function of one varying argument. */
interface UnaryKernel {
  readonly type: DataType;
  readonly source: Expression;
  readonly compute: (value: unknown) => unknown;
  /** Whether a failure is a plain NULL. */
  readonly lenient: boolean;
  readonly tick: (steps: number) => void;
}

function compileUnary(input: Evaluator, kernel: UnaryKernel): Evaluator {
  return (batch) => {
    const vector = input(batch);
    const read = cellReader(vector);
    const compute = (row: number): unknown => {
      const value = read(row);
      if (value === null) return null;
      if (!kernel.lenient) return kernel.compute(value);
      try {
        return kernel.compute(value);
      } catch (error) {
        if (error instanceof RowError) return null;
        throw error;
      }
    };
    if (vector.encoding === 'constant' && !vector.errors) {
      const one = evaluateRows(kernel.type, 1, compute, undefined, kernel.source);
      return broadcast(one, batch.length);
    }
    return evaluateRows(kernel.type, batch.length, compute, vector.errors, kernel.source, kernel.tick);
  };
}

/** Broadcasts one computed cell, or its failure, to every row. */
function broadcast(one: Vector, length: number): Vector {
  const failure = one.errors?.get(0);
  const errors = failure && new Map(Array.from({ length }, (_, row) => [row, failure]));
  return { ...constantVector(one.type, cellReader(one)(0), length), errors };
}

function compileCall(call: Expression & { readonly kind: 'call' }, context: ExecutionContext, compile: Compile): Evaluator {
  const { fn, overload, type } = call;
  const { tick } = context.evaluation;
  if (call.args.some((arg) => arg.kind === 'lambda')) return compileByRow(call, context);
  const propagate = fn.nulls === 'propagate';
  const compared = comparedStrings(call, context) ?? orderedElements(call, context);
  const args = call.args.map((arg, i) => {
    const evaluate = looking(compile(arg, context), compared?.argument === i ? compared.look : undefined);
    return propagate || !readsStrings(arg) ? evaluate : (batch: RecordBatch) => unreadAsNull(evaluate(batch), context, arg);
  });
  const immutable = fn.volatility === 'immutable';
  let direct: ((vectors: readonly Vector[], row: number) => unknown) | undefined;
  let kernel: ((...values: unknown[]) => unknown) | undefined;
  const meaning = (): ((...values: unknown[]) => unknown) => (kernel ??= accounted(rowKernel(call, context.evaluation), call, context));
  const numeric = storageOf(type) !== 'object' && call.args.every((arg) => storageOf(arg.type) !== 'object');
  const batchKernel = context.kernels && propagate && numeric ? batchKernelOf(call) : undefined;
  const flatten = createFlattener();
  /** The last call of constants alone, kept for the next batch: it costs, and may warn, once. */
  let constant: { readonly values: readonly unknown[]; readonly result: Vector; readonly attempt: number } | undefined;
  return (batch) => {
    const { length } = batch;
    const vectors = args.map((arg) => arg(batch));
    if (propagate && vectors.some((v) => v.encoding === 'constant' && v.value === null))
      return { ...constantVector(type, null, length), errors: mergeErrors(vectors) };
    const varying = vectors.findIndex((v) => v.encoding !== 'constant');
    const errors = mergeErrors(vectors);
    if (immutable && !errors && varying < 0) {
      const values = vectors.map((v) => (v as { readonly value: unknown }).value);
      if (!constant || context.pace.gaveUpOn(constant.attempt) || !values.every((value, i) => value === constant!.values[i]))
        constant = { attempt: context.pace.attempts, values, result: evaluateRows(type, 1, () => meaning()(...values), undefined, call) };
      return broadcast(constant.result, length);
    }
    if (batchKernel) {
      const cells = vectors.map((v) => (v.encoding === 'dictionary' ? flattened(v) : v));
      return runBatch(batchKernel, call, cells, flatten(cells, length), length, errors, meaning);
    }
    if (overload.fromVectors && context.kernels) {
      direct ??= checkResult(overload.fromVectors(callSite(call, context.evaluation)), type);
      const isNull = vectors.map(nullReader);
      return evaluateRows(type, length, (row) => (isNull.some((test) => test(row)) ? null : direct!(vectors, row)), errors, call, tick);
    }
    const readers = vectors.map(cellReader);
    const compute = meaning();
    return evaluateRows(type, length, rowCall(readers, compute, propagate), errors, call, tick);
  };
}

/** An evaluator whose results are looked at. */
const looking = (evaluate: Evaluator, look: ((vector: Vector) => void) | undefined): Evaluator =>
  look
    ? (batch) => {
        const vector = evaluate(batch);
        look(vector);
        return vector;
      }
    : evaluate;

const nested: ReadonlySet<string> = new Set(['array', 'map', 'row']);

/** Accounts for the large cells of a batch; intermediate values of lambdas are not kept. */
function accounted<A extends unknown[]>(
  compute: (...args: A) => unknown,
  { type }: Expression,
  context: ExecutionContext,
): (...args: A) => unknown {
  if (storageOf(type) !== 'object' && !nested.has(type.kind)) return compute;
  const { reserveCell } = context.evaluation;
  return (...args) => {
    const value = compute(...args);
    const bytes = value === null ? 0 : spelledBytes(value);
    if (bytes > largeCell) reserveCell(bytes);
    return value;
  };
}

/** The batch kernel of a call; over a class of types, that of its first argument's kind. */
function batchKernelOf({ overload: { batch }, args }: Expression & { readonly kind: 'call' }): BatchKernel | undefined {
  const kernel = typeof batch === 'object' ? batch[args[0]!.type.kind as keyof typeof batch] : batch;
  return kernel as BatchKernel | undefined; // its arrays are those of the types that the call was resolved to
}

type BatchKernel = (out: unknown, fail: (row: number) => void, ...args: unknown[]) => void;

/** Runs a kernel over arrays; rows that it defers are computed by the function's meaning, which may fail. */
function runBatch(
  kernel: BatchKernel,
  call: Expression & { readonly kind: 'call' },
  vectors: readonly Vector[],
  arrays: readonly unknown[],
  length: number,
  before: RowErrors | undefined,
  meaning: () => (...values: unknown[]) => unknown,
): Vector {
  let validity: Uint8Array | undefined;
  for (const vector of vectors) if (vector.encoding === 'flat') validity = andBitmaps(validity, vector.validity);
  const out = allocate(call.type, length);
  const failed: number[] = [];
  kernel(out, (row) => failed.push(row), ...arrays);
  let errors = before;
  let own: Uint8Array | undefined;
  const drop = (row: number): void => {
    own ??= validity ? validity.slice() : allValid(length);
    clearBit(own, row);
  };
  if (before) for (const row of before.keys()) drop(row);
  if (failed.length > 0) {
    const readers = vectors.map(cellReader);
    const compute = meaning();
    for (const row of failed) {
      if ((validity && !hasBit(validity, row)) || before?.has(row)) continue;
      try {
        const value = compute(...readers.map((read) => read(row)));
        if (value === null) drop(row);
        else setCell(out, row, value);
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        locateError(error, call);
        errors ??= new Map();
        errors.set(row, error);
        drop(row);
      }
    }
  }
  return flatVector(call.type, out, own ?? validity, errors);
}

/** A call for one row, without an argument array if there are few arguments. */
function rowCall(
  readers: readonly ((row: number) => unknown)[],
  compute: (...values: unknown[]) => unknown,
  propagate: boolean,
): (row: number) => unknown {
  const [a, b, c] = readers;
  if (propagate && readers.length === 1)
    return (row) => {
      const x = a!(row);
      return x === null ? null : compute(x);
    };
  if (propagate && readers.length === 2)
    return (row) => {
      const x = a!(row);
      const y = b!(row);
      return x === null || y === null ? null : compute(x, y);
    };
  if (propagate && readers.length === 3)
    return (row) => {
      const x = a!(row);
      const y = b!(row);
      const z = c!(row);
      return x === null || y === null || z === null ? null : compute(x, y, z);
    };
  return (row) => {
    const values = readers.map((read) => read(row));
    return propagate && values.includes(null) ? null : compute(...values);
  };
}

/** Functions with lambdas run by their meaning, row by row; the lambda reads the columns of the same row. */
function compileByRow(expression: Expression, context: ExecutionContext): Evaluator {
  const columns = [...columnsOf(expression)];
  const frame: Frame = { row: 0, columns: [], slots: [] };
  const compute = accounted(interpret(expression, frame, context.evaluation), expression, context);
  return (batch) => {
    const readers: ((row: number) => unknown)[] = [];
    for (const index of columns) readers[index] = cellReader(batch.columns[index]!);
    frame.columns = readers;
    const errors = mergeErrors(columns.map((index) => batch.columns[index]!));
    return evaluateRows(
      expression.type,
      batch.length,
      (row) => {
        frame.row = row;
        return compute();
      },
      errors,
      expression,
      context.evaluation.tick,
    );
  };
}
