import { countsVector } from '../../functions/aggregate/count.ts';
import { withRoom } from '../../functions/aggregate/states.ts';
import type { Expression } from '../../operators/expressions/expression.ts';
import type { AggregateCall, PlanOf } from '../../operators/plan/plan.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { GroupKeys } from '../grouping/group-keys.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import { countsRows, openCall, type RunningCall } from '../operators/hash-aggregate.ts';
import { isMerged, sentExpressions } from './partial-aggregate.ts';
import type { ComputedFragment, GroupedPart, Part } from './parts.ts';

/** The groups of all parts, in the order of their first rows, and to the last digit as if one thread had taken in all rows. */
export function* mergedParts(
  plan: PlanOf<'Aggregate'>,
  { parts, bytes, stats }: ComputedFragment,
  context: ExecutionContext,
): Generator<void, Table> {
  const received = new Reservation(context.evaluation.memory);
  const reservation = new Reservation(context.evaluation.memory);
  received.resize(bytes);
  const groups = new MergedGroups(plan, context);
  for (const part of parts)
    for (const _ of groups.add(part)) {
      reservation.resize(groups.byteSize());
      yield;
    }
  if (stats.length > 0) stats.at(-1)!.rowsOut = groups.count;
  const table = yield* groups.toTable();
  received.free();
  reservation.free();
  return table;
}

/** The groups of an aggregation while parts of its rows come in. */
export class MergedGroups {
  readonly #plan: PlanOf<'Aggregate'>;
  readonly #context: ExecutionContext;
  readonly #index: GroupKeys;
  readonly #counts = new MergedCounts();
  readonly #calls: readonly MergedCall[];

  constructor(plan: PlanOf<'Aggregate'>, context: ExecutionContext) {
    this.#plan = plan;
    this.#context = context;
    this.#index = new GroupKeys(plan.keys.map(({ value }) => value.type));
    const width = { columns: 0 };
    this.#calls = plan.aggregates.map((call) => openMerged(call, this.#counts, width, context));
  }

  get count(): number {
    return this.#plan.keys.length > 0 ? this.#index.size : 1;
  }

  /** Takes in a part whose rows follow those before; yields between units of work. The rows that it has are changed. */
  *add({ found, rows }: Part): Generator<void> {
    const { groupCount } = found;
    if (groupCount === 0) return;
    const { evaluation, limits } = this.#context;
    const index = this.#index;
    const groups = new Uint32Array(groupCount);
    index.intern(found.keys, groupCount, groups);
    checkLimit('groups', index.size, limits);
    this.#counts.add(found.rowCounts, groups, index.size);
    for (const [i, { running, merged }] of this.#calls.entries()) {
      if (merged) running.merge(found.states[i]!, groups, index.size);
      evaluation.tick(groupCount);
      yield;
    }
    for (const { groups: sent, columns, length } of rows) {
      const batch: RecordBatch = { schema: [], length, columns };
      if (sent) renumber(sent, groups);
      for (const { running, merged } of this.#calls) {
        if (!merged) running.update(batch, sent, index.size, 0);
        evaluation.tick(length);
      }
      yield;
    }
  }

  /** All groups as one part; only of calls that are merged. */
  part(): GroupedPart {
    const { size } = this.#index;
    return {
      keys: this.#index.keyColumns(0, size),
      groupCount: size,
      rowCounts: this.#counts.finished(size).slice(),
      states: this.#calls.map(({ running }) => running.state(size)),
    };
  }

  /** The rows of the aggregation so far. */
  *toTable(): Generator<void, Table> {
    const { schema, keys } = this.#plan;
    const buffer = new BatchBuffer(schema, this.#context.evaluation.memory);
    const pieceOf = (from: number, to: number): RecordBatch => ({
      schema,
      length: to - from,
      columns: [
        ...(keys.length > 0 ? this.#index.keyColumns(from, to) : []),
        ...this.#calls.map(({ running }) => running.finish(from, to)),
      ],
    });
    const emit = (batch: RecordBatch) => {
      buffer.push(batch);
      return 'needMore' as const;
    };
    yield* emitInBatches(this.count, this.#context.maxBatchRows, pieceOf, emit);
    return yield* buffer.toTable();
  }

  byteSize(): number {
    return this.#calls.reduce((sum, { running }) => sum + running.byteSize(), this.#index.byteSize() + this.#counts.byteSize());
  }
}

/** Puts the groups of all in the place of those of one thread. */
function renumber(sent: Uint32Array, groups: Uint32Array): void {
  for (let row = 0; row < sent.length; row++) sent[row] = groups[sent[row]!]!;
}

/** A call, and whether states of threads are merged into it; it takes in their rows otherwise. */
interface MergedCall {
  readonly running: RunningCall;
  readonly merged: boolean;
}

/** `width`: how many columns the calls before read of the rows that are sent. */
function openMerged(call: AggregateCall, counts: MergedCounts, width: { columns: number }, context: ExecutionContext): MergedCall {
  if (countsRows(call)) return { running: counts, merged: true };
  if (isMerged(call)) return { running: openCall(call, context), merged: true };
  const sent = sentExpressions(call);
  const first = width.columns;
  width.columns += sent.length;
  const received = (expression: Expression): Expression => {
    const at = sent.indexOf(expression);
    if (at < 0) return expression;
    return { kind: 'column', index: first + at, name: '', type: expression.type, span: expression.span };
  };
  const own = { ...call, args: call.args.map(received), filter: call.filter && received(call.filter) };
  return { running: openCall(own, context), merged: false };
}

/** The rows of each group, as threads counted them. */
class MergedCounts implements RunningCall {
  #counts = new Float64Array(64);

  add(counts: Float64Array, groups: Uint32Array, groupCount: number): void {
    const all = (this.#counts = withRoom(this.#counts, groupCount));
    for (let i = 0; i < groups.length; i++) all[groups[i]!] = all[groups[i]!]! + counts[i]!;
  }

  update(): void {}

  state(): [] {
    return [];
  }

  merge(): void {}

  finish(from: number, to: number) {
    return countsVector(this.finished(to).subarray(from, to));
  }

  /** The counts of the first groups. */
  finished(groupCount: number): Float64Array {
    this.#counts = withRoom(this.#counts, groupCount);
    return this.#counts.subarray(0, groupCount);
  }

  byteSize(): number {
    return this.#counts.byteLength;
  }
}
