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
import type { ComputedFragment } from './parts.ts';

/** The groups of all parts, in the order of their first rows, and to the last digit as if one thread had taken in all rows. */
export function* mergedParts(
  plan: PlanOf<'Aggregate'>,
  { parts, bytes, stats }: ComputedFragment,
  context: ExecutionContext,
): Generator<void, Table> {
  const { evaluation, limits } = context;
  const index = new GroupKeys(plan.keys.map(({ value }) => value.type));
  const counts = new MergedCounts();
  const width = { columns: 0 };
  const calls = plan.aggregates.map((call) => openMerged(call, counts, width, context));
  const received = new Reservation(evaluation.memory);
  const reservation = new Reservation(evaluation.memory);
  received.resize(bytes);
  const account = (): void =>
    reservation.resize(calls.reduce((sum, { running }) => sum + running.byteSize(), index.byteSize() + counts.byteSize()));
  for (const { found, rows } of parts) {
    const { groupCount } = found;
    if (groupCount === 0) continue;
    const groups = new Uint32Array(groupCount);
    index.intern(found.keys, groupCount, groups);
    checkLimit('groups', index.size, limits);
    counts.add(found.rowCounts, groups, index.size);
    for (const [i, { running, merged }] of calls.entries()) {
      if (merged) running.merge(found.states[i]!, groups, index.size);
      evaluation.tick(groupCount);
      account();
      yield;
    }
    for (const { groups: sent, columns, length } of rows) {
      const batch: RecordBatch = { schema: [], length, columns };
      if (sent) renumber(sent, groups);
      for (const { running, merged } of calls) {
        if (!merged) running.update(batch, sent, index.size, 0);
        evaluation.tick(length);
      }
      account();
      yield;
    }
  }
  const buffer = new BatchBuffer(plan.schema, evaluation.memory);
  const groupCount = plan.keys.length > 0 ? index.size : 1;
  const pieceOf = (from: number, to: number): RecordBatch => ({
    schema: plan.schema,
    length: to - from,
    columns: [...(plan.keys.length > 0 ? index.keyColumns(from, to) : []), ...calls.map(({ running }) => running.finish(from, to))],
  });
  const emit = (batch: RecordBatch) => {
    buffer.push(batch);
    return 'needMore' as const;
  };
  if (stats.length > 0) stats.at(-1)!.rowsOut = groupCount;
  yield* emitInBatches(groupCount, context.maxBatchRows, pieceOf, emit);
  received.free();
  reservation.free();
  return yield* buffer.toTable();
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
    this.#counts = withRoom(this.#counts, to);
    return countsVector(this.#counts.subarray(from, to));
  }

  byteSize(): number {
    return this.#counts.byteLength;
  }
}
