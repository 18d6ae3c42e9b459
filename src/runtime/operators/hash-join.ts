import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { type RecordBatch, takeBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { absent, GroupKeys } from '../grouping/group-keys.ts';
import { Reservation } from '../memory.ts';
import type { Demand, Emit, OperatorRun, PhysicalOperator } from '../physical-operator.ts';
import { reportRowErrors } from './project.ts';

/** The rows of the right side by key: rows[offsets[k]] … rows[offsets[k + 1] - 1] have key k. */
interface RightSide {
  readonly index: GroupKeys;
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
}

/** Matches left rows as they arrive with the rows of the right side, which is buffered and indexed by its keys. */
export function hashJoin(plan: PlanOf<'Join'>, context: ExecutionContext, [right]: readonly Table[]): PhysicalOperator {
  const table: RecordBatch = { schema: plan.right.schema, length: right!.rowCount, columns: right!.columns };
  const leftKeys = plan.leftKeys.map((key) => compileEvaluator(key, context));
  const condition = plan.condition && compileEvaluator(plan.condition, context);
  return {
    name: 'Join',
    schema: plan.schema,
    open: (emit) => new HashJoinRun(plan, table, leftKeys, condition, context, emit),
  };
}

class HashJoinRun implements OperatorRun {
  readonly #plan: PlanOf<'Join'>;
  readonly #table: RecordBatch;
  readonly #leftKeys: readonly Evaluator[];
  readonly #condition: Evaluator | undefined;
  readonly #context: ExecutionContext;
  readonly #emit: Emit;
  readonly #right: RightSide;
  readonly #reservation: Reservation;
  /** For right and full joins: 1 for each right row that has had a match. */
  readonly #matchedRight: Uint8Array | undefined;
  readonly #pairSchema: Schema;
  #rowsBefore = 0;
  #groups = new Int32Array(0);
  // The batch that is being matched: its rows that have had a match, and the pairs that are not emitted yet.
  #matchedLeft = new Uint8Array(0);
  #leftRows: number[] = [];
  #rightRows: number[] = [];
  #finished = false;

  constructor(
    plan: PlanOf<'Join'>,
    table: RecordBatch,
    leftKeys: readonly Evaluator[],
    condition: Evaluator | undefined,
    context: ExecutionContext,
    emit: Emit,
  ) {
    this.#plan = plan;
    this.#table = table;
    this.#leftKeys = leftKeys;
    this.#condition = condition;
    this.#context = context;
    this.#emit = emit;
    this.#right = buildRight(plan, table, context);
    this.#reservation = new Reservation(context.evaluation.memory);
    this.#reservation.resize(this.#right.index.byteSize() + this.#right.offsets.byteLength + this.#right.rows.byteLength);
    this.#matchedRight = plan.join === 'right' || plan.join === 'full' ? new Uint8Array(table.length) : undefined;
    this.#pairSchema = [...plan.input.schema, ...plan.right.schema];
  }

  push(batch: RecordBatch): Demand {
    const { join } = this.#plan;
    if (this.#groups.length < batch.length) this.#groups = new Int32Array(batch.length);
    const columns = this.#leftKeys.map((key) => reportRowErrors(key(batch), this.#rowsBefore, this.#context));
    this.#right.index.lookup(columns, batch.length, this.#groups);
    this.#matchedLeft = new Uint8Array(batch.length);
    this.#pair(batch, columns.map(cellReader));
    this.#flush(batch);
    if (join === 'semi' || join === 'anti') {
      const wanted = join === 'semi' ? 1 : 0;
      const matched = this.#matchedLeft;
      this.#send(takeBatch(batch, Int32Array.from([...matched.keys()].filter((row) => matched[row] === wanted))));
    }
    this.#rowsBefore += batch.length;
    return this.#finished ? 'finished' : 'needMore';
  }

  *finish(): Generator<void> {
    if (this.#matchedRight) {
      const matched = this.#matchedRight;
      const alone = Int32Array.from([...matched.keys()].filter((row) => matched[row] === 0));
      const noLeft: RecordBatch = { schema: this.#plan.input.schema, length: 0, columns: emptyColumns(this.#plan) };
      const batchOf = (from: number, to: number): RecordBatch =>
        this.#pairBatch(noLeft, new Int32Array(to - from).fill(-1), alone.subarray(from, to));
      yield;
      const send = (batch: RecordBatch): Demand => this.#emit({ ...batch, schema: this.#plan.schema });
      yield* emitInBatches(alone.length, this.#context.maxBatchRows, batchOf, send);
    }
    this.#reservation.free();
  }

  /** Pairs the rows of a batch with the right rows of their key. */
  #pair(batch: RecordBatch, keyReaders: readonly ((row: number) => unknown)[]): void {
    const { offsets, rows } = this.#right;
    const padded = this.#plan.join === 'left' || this.#plan.join === 'full';
    for (let row = 0; row < batch.length && !this.#finished; row++) {
      const key = this.#groups[row]!;
      const known = key !== absent && keyReaders.every((read) => read(row) !== null);
      if (known) {
        for (let at = offsets[key]!; at < offsets[key + 1]!; at++) {
          this.#leftRows.push(row);
          this.#rightRows.push(rows[at]!);
        }
      }
      // Rows without a match keep their place among the others.
      if (this.#leftRows.length >= this.#context.maxBatchRows || (padded && (!known || this.#condition))) {
        this.#flush(batch);
        if (padded && !this.#matchedLeft[row]) this.#send(this.#pairBatch(batch, Int32Array.of(row), Int32Array.of(-1)));
      }
    }
  }

  /** Marks the rows of the buffered pairs that satisfy the condition, and emits those pairs unless the join is semi or anti. */
  #flush(batch: RecordBatch): void {
    const pairs = this.#keptPairs(batch);
    for (const i of pairs) {
      this.#matchedLeft[this.#leftRows[i]!] = 1;
      if (this.#matchedRight) this.#matchedRight[this.#rightRows[i]!] = 1;
    }
    if (this.#plan.join !== 'semi' && this.#plan.join !== 'anti') {
      const left = Int32Array.from(pairs, (i) => this.#leftRows[i]!);
      const right = Int32Array.from(pairs, (i) => this.#rightRows[i]!);
      this.#send(this.#pairBatch(batch, left, right));
    }
    this.#context.evaluation.tick(this.#leftRows.length);
    this.#leftRows = [];
    this.#rightRows = [];
  }

  /** The indexes of the buffered pairs that satisfy the further condition. */
  #keptPairs(batch: RecordBatch): readonly number[] {
    const all = [...this.#leftRows.keys()];
    if (!this.#condition || all.length === 0) return all;
    const pairs = this.#pairBatch(batch, Int32Array.from(this.#leftRows), Int32Array.from(this.#rightRows));
    const holds = cellReader(reportRowErrors(this.#condition(pairs), this.#rowsBefore, this.#context));
    return all.filter((i) => holds(i) === true);
  }

  /** Pairs as a batch; row -1 is a missing side. */
  #pairBatch(batch: RecordBatch, leftRows: Int32Array, rightRows: Int32Array): RecordBatch {
    return {
      schema: this.#pairSchema,
      length: leftRows.length,
      columns: [...takeBatch(batch, leftRows).columns, ...takeBatch(this.#table, rightRows).columns],
    };
  }

  #send(rows: RecordBatch): void {
    if (!this.#finished && rows.length > 0) this.#finished = this.#emit({ ...rows, schema: this.#plan.schema }) === 'finished';
  }
}

/** Columns of NULL from which only missing rows are taken. */
function emptyColumns(plan: PlanOf<'Join'>): Vector[] {
  return plan.input.schema.map(({ type }) => ({ encoding: 'constant', type, value: null, length: 0 }));
}

function buildRight(plan: PlanOf<'Join'>, table: RecordBatch, context: ExecutionContext): RightSide {
  const columns = plan.rightKeys.map((key) => reportRowErrors(compileEvaluator(key, context)(table), 0, context));
  const index = new GroupKeys(plan.rightKeys.map((key) => key.type));
  const groups = new Uint32Array(table.length);
  index.intern(columns, table.length, groups);
  const keys = index.size;
  const offsets = new Int32Array(keys + 1);
  for (const group of groups) offsets[group + 1]!++;
  for (let key = 0; key < keys; key++) offsets[key + 1]! += offsets[key]!;
  const at = offsets.slice();
  const rows = new Int32Array(table.length);
  for (let row = 0; row < table.length; row++) rows[at[groups[row]!]!++] = row;
  if (plan.unique) demandUnique(plan, columns, offsets, rows, context);
  return { index, offsets, rows };
}

function demandUnique(
  plan: PlanOf<'Join'>,
  columns: readonly Vector[],
  offsets: Int32Array,
  rows: Int32Array,
  context: ExecutionContext,
): void {
  for (let key = 0; key + 1 < offsets.length; key++) {
    if (offsets[key + 1]! - offsets[key]! < 2) continue;
    const row = rows[offsets[key]!]!;
    const values = columns.map((column) => cellReader(column)(row));
    if (values.includes(null)) continue;
    const shown = values.map((value, i) => valueFormatter(plan.rightKeys[i]!.type, context.evaluation.timeZone)(value)).join(', ');
    throw new ExecutionAbort(
      diagnose(
        'repeated-lookup-key',
        plan.span,
        { key: shown },
        { help: 'aggregate the dataset first, or use join, which emits every pair' },
      ),
    );
  }
}
