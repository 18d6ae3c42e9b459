import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { type RecordBatch, sliceBatch, takeBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader, nullReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { stepsPerLook } from '../evaluation.ts';
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
  readonly #pairSchema: Schema;
  /** Whether left rows without a match are emitted too. */
  readonly #padded: boolean;
  /** Whether left rows are only kept or dropped. */
  readonly #filters: boolean;
  /** For right and full joins: 1 for each right row that has had a match. */
  readonly #matchedRight: Uint8Array | undefined;
  #rowsBefore = 0;
  #groups = new Int32Array(0);
  // The batch that is being matched: its rows that have had a match, and the pairs that are not emitted yet; right row -1 is a missing side.
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
    this.#pairSchema = [...plan.input.schema, ...plan.right.schema];
    this.#padded = plan.join === 'left' || plan.join === 'full';
    this.#filters = plan.join === 'semi' || plan.join === 'anti';
    this.#matchedRight = plan.join === 'right' || plan.join === 'full' ? new Uint8Array(table.length) : undefined;
  }

  push(batch: RecordBatch): Demand {
    if (this.#groups.length < batch.length) this.#groups = new Int32Array(batch.length);
    const columns = this.#leftKeys.map((key) => reportRowErrors(key(batch), this.#rowsBefore, this.#context));
    this.#right.index.lookup(columns, batch.length, this.#groups);
    this.#matchedLeft = new Uint8Array(batch.length);
    const isNull = columns.map(nullReader);
    for (let row = 0; row < batch.length && !this.#finished; row++) this.#match(batch, row, isNull);
    this.#flush(batch);
    if (this.#filters) this.#send(takeBatch(batch, rowsWith(this.#matchedLeft, this.#plan.join === 'semi' ? 1 : 0)));
    this.#rowsBefore += batch.length;
    return this.#finished ? 'finished' : 'needMore';
  }

  *finish(): Generator<void> {
    if (this.#matchedRight) {
      const alone = rowsWith(this.#matchedRight, 0);
      const noLeft: RecordBatch = { schema: this.#plan.input.schema, length: 0, columns: emptyColumns(this.#plan) };
      const batchOf = (from: number, to: number): RecordBatch =>
        this.#pairBatch(noLeft, new Int32Array(to - from).fill(-1), alone.subarray(from, to));
      yield;
      const send = (batch: RecordBatch): Demand => this.#emit({ ...batch, schema: this.#plan.schema });
      yield* emitInBatches(alone.length, this.#context.maxBatchRows, batchOf, send);
    }
    this.#reservation.free();
  }

  /** Pairs a left row with the right rows of its key. */
  #match(batch: RecordBatch, row: number, isNull: readonly ((row: number) => boolean)[]): void {
    const { offsets, rows } = this.#right;
    const key = this.#groups[row]!;
    const known = key !== absent && offsets[key + 1]! > offsets[key]! && !isNull.some((test) => test(row));
    if (known && this.#filters && !this.#condition) this.#matchedLeft[row] = 1;
    else if (known) {
      const end = offsets[key + 1]!;
      for (let at = offsets[key]!; at < end && !this.#finished; at++) {
        if (this.#filters && this.#matchedLeft[row] === 1) break;
        this.#pair(batch, row, rows[at]!);
      }
    }
    // Rows without a match keep their place among the others; the condition may still have to decide whether one has a match.
    if (this.#padded && (!known || this.#condition)) this.#pair(batch, row, -1);
  }

  #pair(batch: RecordBatch, left: number, right: number): void {
    this.#leftRows.push(left);
    this.#rightRows.push(right);
    if (this.#leftRows.length >= this.#context.maxBatchRows) this.#flush(batch);
  }

  /** Marks the rows of the buffered pairs that satisfy the condition, and emits those pairs unless the join only filters. */
  #flush(batch: RecordBatch): void {
    const satisfies = this.#conditionOf(batch);
    const kept: number[] = [];
    for (let pair = 0; pair < this.#leftRows.length; pair++) {
      const left = this.#leftRows[pair]!;
      const right = this.#rightRows[pair]!;
      if (right < 0 ? this.#matchedLeft[left] === 1 : !satisfies(pair)) continue;
      kept.push(pair);
      if (right < 0) continue;
      this.#matchedLeft[left] = 1;
      if (this.#matchedRight) this.#matchedRight[right] = 1;
    }
    if (!this.#filters) {
      const left = Int32Array.from(kept, (pair) => this.#leftRows[pair]!);
      const right = Int32Array.from(kept, (pair) => this.#rightRows[pair]!);
      this.#send(this.#pairBatch(batch, left, right));
    }
    this.#context.evaluation.tick(this.#leftRows.length);
    this.#leftRows = [];
    this.#rightRows = [];
  }

  /** Whether a buffered pair satisfies the further condition, which is not asked about a missing side. */
  #conditionOf(batch: RecordBatch): (pair: number) => boolean {
    if (!this.#condition) return () => true;
    const pairs = [...this.#leftRows.keys()].filter((pair) => this.#rightRows[pair]! >= 0);
    const left = Int32Array.from(pairs, (pair) => this.#leftRows[pair]!);
    const right = Int32Array.from(pairs, (pair) => this.#rightRows[pair]!);
    const holds = cellReader(reportRowErrors(this.#condition(this.#pairBatch(batch, left, right)), this.#rowsBefore, this.#context));
    const satisfied = new Set(pairs.filter((_, i) => holds(i) === true));
    return (pair) => satisfied.has(pair);
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

/** The rows that have a mark. */
function rowsWith(marks: Uint8Array, mark: number): Int32Array {
  const rows = new Int32Array(marks.length);
  let count = 0;
  for (let row = 0; row < marks.length; row++) if (marks[row] === mark) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Columns of NULL from which only missing rows are taken. */
function emptyColumns(plan: PlanOf<'Join'>): Vector[] {
  return plan.input.schema.map(({ type }) => ({ encoding: 'constant', type, value: null, length: 0 }));
}

/** Rows of the right side that are indexed between two looks at the clock. */
const rowsPerLook = 16_384;

function buildRight(plan: PlanOf<'Join'>, table: RecordBatch, context: ExecutionContext): RightSide {
  const evaluators = plan.rightKeys.map((key) => compileEvaluator(key, context));
  const index = new GroupKeys(plan.rightKeys.map((key) => key.type));
  const groups = new Uint32Array(table.length);
  for (let from = 0; from < table.length; from += rowsPerLook) {
    context.evaluation.tick(stepsPerLook);
    const part = sliceBatch(table, from, Math.min(from + rowsPerLook, table.length));
    const columns = evaluators.map((evaluate) => reportRowErrors(evaluate(part), from, context));
    index.intern(columns, part.length, groups.subarray(from, from + part.length));
  }
  const keys = index.size;
  const offsets = new Int32Array(keys + 1);
  for (const group of groups) offsets[group + 1]!++;
  for (let key = 0; key < keys; key++) offsets[key + 1]! += offsets[key]!;
  const at = offsets.slice();
  const rows = new Int32Array(table.length);
  for (let row = 0; row < table.length; row++) rows[at[groups[row]!]!++] = row;
  if (plan.unique) demandUnique(plan, index, offsets, context);
  return { index, offsets, rows };
}

function demandUnique(plan: PlanOf<'Join'>, index: GroupKeys, offsets: Int32Array, context: ExecutionContext): void {
  let readers: readonly ((key: number) => unknown)[] | undefined;
  for (let key = 0; key + 1 < offsets.length; key++) {
    if (offsets[key + 1]! - offsets[key]! < 2) continue;
    readers ??= index.keyColumns().map(cellReader);
    const values = readers.map((read) => read(key));
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
