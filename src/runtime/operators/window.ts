import { RowError } from '../../diagnostics/row-error.ts';
import type { AggregateOverload, WindowOverload, WindowRows } from '../../functions/declaration.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import { constantOf } from '../../operators/expressions/interpret.ts';
import type { PlanOf, WindowCall, WindowGroup } from '../../operators/plan/plan.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { type RecordBatch, sliceBatch, takeBatch } from '../../vectors/record-batch.ts';
import { take } from '../../vectors/take.ts';
import { byteSize, cellReader, type Vector } from '../../vectors/vector.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { isCostly, isVolatile } from '../effort.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { computedBytes, isComputed } from '../expressions/computed-bytes.ts';
import { evaluateInParts } from '../expressions/evaluate-in-parts.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
import { QuantityStrings } from '../quantity-strings.ts';
import { findRanks, rowOrder } from '../sorting/row-order.ts';
import { distinctAccumulator } from '../window/distinct-accumulator.ts';
import { firstRowsOfPartitions } from '../window/first-rows.ts';
import { framesOf, peersOf } from '../window/frames.ts';
import { numberPartitions, type Partitions, partitionRows } from '../window/partitions.ts';
import { overFrames, overPartitions, running, type WindowAggregate } from '../window/window-aggregate.ts';
import { orderedArgument } from './hash-aggregate.ts';
import { reportRowErrors } from './project.ts';

/** Adds a column for each window call; rows keep their order. Buffers all rows. */
export function window(plan: PlanOf<'Window'>, context: ExecutionContext): PhysicalOperator {
  const groups = plan.groups.map((group) => compileGroup(group, context));
  return {
    name: 'Window',
    schema: plan.schema,
    open(emit) {
      const buffer = new BatchBuffer(plan.input.schema, context.evaluation.memory);
      const reservation = new Reservation(context.evaluation.memory);
      return {
        push(batch) {
          buffer.push(batch);
          return 'needMore';
        },
        *finish() {
          const all = yield* buffer.toBatch();
          const input = yield* firstRows(plan, all, context, reservation);
          const made: Vector[] = [];
          for (const compute of groups) made.push(...(yield* compute(input, reservation)));
          const result = { schema: plan.schema, length: input.length, columns: [...input.columns, ...made] };
          yield* emitInBatches(result.length, context.maxBatchRows, (from, to) => sliceBatch(result, from, to), emit);
          buffer.free();
          reservation.free();
        },
      };
    },
  };
}

/** The rows that may have a number to keep. */
function* firstRows(
  { keep, groups: [group] }: PlanOf<'Window'>,
  input: RecordBatch,
  { evaluation }: ExecutionContext,
  reservation: Reservation,
): Generator<void, RecordBatch> {
  if (keep === undefined || !group) return input;
  const columnOf = (value: Expression): Vector => input.columns[(value as Expression & { readonly kind: 'column' }).index]!; // as the optimizer asks
  reservation.grow(8 * input.length);
  const { partitionOf, count } = yield* numberPartitions(input.length, group.partition.map(columnOf));
  const keys = group.order.map(({ value }) => columnOf(value));
  yield* findRanks(group.order, keys);
  const order = keys.length > 0 ? rowOrder(group.order, keys) : undefined;
  const rows = yield* firstRowsOfPartitions(partitionOf, count, keep, order, evaluation.tick);
  return rows ? takeBatch(input, rows) : input;
}

/** An expression over the rows, and whether it may be computed in parts. */
interface Computed {
  readonly evaluate: Evaluator;
  readonly divisible: boolean;
  /** Whether it makes cells. */
  readonly fresh: boolean;
}

/** What the order of the rows, their partitions and peers and one result take. */
const bytesPerRow = 32;

/** The columns of one group of calls over all rows. */
function compileGroup(
  group: WindowGroup,
  context: ExecutionContext,
): (input: RecordBatch, reservation: Reservation) => Generator<void, Vector[]> {
  const compile = (value: WindowCall['args'][number]): Computed => ({
    evaluate: compileEvaluator(value, context),
    divisible: isCostly(value) && !isVolatile(value),
    fresh: isComputed(value),
  });
  const partition = group.partition.map(compile);
  const order = group.order.map(({ value }) => compile(value));
  const calls = group.calls.map((call) => ({ call, args: call.args.map(compile), filter: call.filter && compile(call.filter) }));
  return function* (input, reservation) {
    function* compute(computed: readonly Computed[]): Generator<void, Vector[]> {
      const vectors: Vector[] = [];
      for (const { evaluate, divisible, fresh } of computed) {
        const use = (part: Vector, rowsBefore: number): Vector => reportRowErrors(part, rowsBefore, context);
        const column = divisible ? yield* evaluateInParts(evaluate, input, context, use) : use(evaluate(input), 0);
        if (fresh) reservation.grow(computedBytes(column));
        vectors.push(column);
        yield;
      }
      return vectors;
    }
    const keys = yield* compute(order);
    group.order.forEach(({ value }, i) => lookAt(value, keys[i]!, context));
    reservation.grow(bytesPerRow * input.length);
    const partitionKeys = yield* compute(partition);
    const partitions = yield* partitionRows(input.length, partitionKeys, group.order, keys, (bytes) => reservation.grow(bytes));
    const columns: Vector[] = [];
    for (const { call, args, filter } of calls) {
      const values = yield* compute(args);
      const frames = (p: number) => framesOf(call.frame, partitions, p, group.order, keys);
      if (call.fn.kind === 'window') {
        const column = reportRowErrors(yield* callFunction(call, values, partitions, frames, context), 0, context);
        reservation.grow(byteSize(column));
        columns.push(column);
        continue;
      }
      const ordered = orderedArgument(call.fn.name);
      if (ordered !== undefined) lookAt(call.args[ordered], values[ordered]!, context);
      const overload = call.overload as AggregateOverload; // the function is an aggregate, and so is its overload
      const [passing] = yield* compute(filter ? [filter] : []);
      const passes = passing && cellReader(passing);
      const constants = call.args.map((arg) => constantOf(arg, context.evaluation));
      const errors = new Map<number, RowError>();
      const aggregate: WindowAggregate = {
        accumulator: () => {
          const types = call.args.map((arg) => arg.type);
          const accumulator = overload.accumulator({ types, returns: call.type, constants });
          return call.distinct ? distinctAccumulator(accumulator, types) : accumulator;
        },
        type: call.type,
        args: values,
        passes: passes && ((row) => passes(row) === true),
        partitions,
        fail(row, failure) {
          failure.span ??= call.span;
          failure.call ??= call.fn.name;
          errors.set(row, failure);
        },
        tick: context.evaluation.tick,
        reserve: (bytes) => reservation.grow(bytes),
      };
      const column = yield* aggregateOver(call, group, aggregate, frames);
      columns.push(reportRowErrors(errors.size > 0 ? { ...column, errors } : column, 0, context));
    }
    return columns;
  };
}

/** Warns of strings that are numbers where rows are ordered by them. */
function lookAt(value: WindowCall['args'][number] | undefined, vector: Vector, context: ExecutionContext): void {
  const strings = QuantityStrings.of(value, context);
  strings?.look(vector);
  strings?.report();
}

function aggregateOver(
  { frame }: WindowCall,
  { order }: WindowGroup,
  aggregate: WindowAggregate,
  frames: Parameters<typeof running>[1],
): Generator<void, Vector> {
  const fromStart = frame.start.kind === 'unbounded';
  const whole = frame.end.kind === 'unbounded' || (frame.unit === 'range' && frame.end.kind === 'current' && order.length === 0);
  if (fromStart && whole) return overPartitions(aggregate);
  return fromStart ? running(aggregate, frames) : overFrames(aggregate, frames);
}

/** The values of a window function; a row that fails is NULL with its error. */
function* callFunction(
  { overload, type, span, fn }: WindowCall,
  args: readonly Vector[],
  partitions: Partitions,
  frames: (partition: number) => (at: number) => { readonly start: number; readonly end: number },
  { evaluation }: ExecutionContext,
): Generator<void, Vector> {
  const { rows, offsets, peerGroups } = partitions;
  const readers = args.map(cellReader);
  // In the order of the partitions, and then in that of the rows.
  const results = createBuilder(type, rows.length);
  const places = new Int32Array(rows.length);
  const errors = new Map<number, RowError>();
  for (let p = 0; p + 1 < offsets.length; p++) {
    const from = offsets[p]!;
    const peers = peersOf(partitions, offsets[p + 1]!);
    const frame = frames(p);
    const within = ({ start, end }: { readonly start: number; readonly end: number }) => ({ start: start - from, end: end - from });
    const view: WindowRows = {
      length: offsets[p + 1]! - from,
      arg: (i, row) => readers[i]?.(rows[from + row]!),
      peers: (row) => within(peers(from + row)),
      peerGroup: (row) => peerGroups[from + row]!,
      frame: (row) => within(frame(from + row)),
    };
    const value = (overload as WindowOverload).values(view); // the function is a window function, and so is its overload
    for (let row = 0; row < view.length; row++) {
      let result: unknown = null;
      try {
        result = value(row);
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        error.span ??= span;
        error.call ??= fn.name;
        errors.set(rows[from + row]!, error);
      }
      results.append(result);
      places[rows[from + row]!] = from + row;
      if ((row & 1023) === 1023) {
        evaluation.tick(1024);
        yield;
      }
    }
    evaluation.tick(view.length & 1023);
  }
  return { ...take(results.finish(), places), errors: errors.size > 0 ? errors : undefined };
}
