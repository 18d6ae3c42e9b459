import type { PlanOf } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import { coded, codedBefore } from '../../vectors/column-facts.ts';
import { columnsBeside, firstColumns, type RecordBatch, takeBatch } from '../../vectors/record-batch.ts';
import { selectionScratch } from '../../vectors/selection.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { isCostly, isVolatile } from '../effort.ts';
import { BatchSizer, emitInBatches } from '../emit-in-batches.ts';
import { evaluateInParts } from '../expressions/evaluate-in-parts.ts';
import { compileEvaluator, type Evaluator } from '../expressions/evaluator.ts';
import { indexRight, type JoinIndex } from '../grouping/join-index.ts';
import { missing, type RightRows, rightRowsOf } from '../grouping/right-rows.ts';
import { Reservation } from '../memory.ts';
import type { Demand, Emit, OperatorRun, PhysicalOperator } from '../physical-operator.ts';
import { runSync } from '../scheduler.ts';
import { reportRowErrors } from './project.ts';

/** Matches left rows as they arrive with the rows of the right side, which is buffered and indexed by its keys. */
export function hashJoin(plan: PlanOf<'Join'>, context: ExecutionContext, [right]: readonly Table[]): PhysicalOperator {
  // Keys that were computed before are columns after those of the right side.
  const keyed: RecordBatch = { schema: right!.schema, length: right!.rowCount, columns: right!.columns.map(shared) };
  const table = { ...keyed, schema: plan.right.schema, columns: keyed.columns.slice(0, plan.right.schema.length) };
  const leftKeys = plan.leftKeys.map((key) => compileEvaluator(key, context));
  const condition = plan.condition && compileEvaluator(plan.condition, context);
  return {
    name: 'Join',
    schema: plan.schema,
    open: (emit) => new HashJoinRun(plan, table, keyed, leftKeys, condition, context, emit),
  };
}

class HashJoinRun implements OperatorRun {
  readonly #plan: PlanOf<'Join'>;
  readonly #table: RecordBatch;
  readonly #leftKeys: readonly Evaluator[];
  readonly #condition: Evaluator | undefined;
  readonly #context: ExecutionContext;
  readonly #emit: Emit;
  readonly #right: JoinIndex;
  /** Undefined where a key has several right rows. */
  readonly #rightRowsOf: RightRows | undefined;
  readonly #reservation: Reservation;
  readonly #pairSchema: Schema;
  /** Whether left rows without a match are emitted too. */
  readonly #padded: boolean;
  /** Whether left rows are only kept or dropped. */
  readonly #filters: boolean;
  /** Whether the condition may be computed in parts. */
  readonly #divisible: boolean;
  /** For right and full joins: 1 for each right row that has had a match. */
  readonly #matchedRight: Uint8Array | undefined;
  #rowsBefore = 0;
  #groups = new Int32Array(0);
  // The batch that is being matched: its rows that have had a match, and the pairs that are not emitted yet.
  #matchedLeft = new Uint8Array(0);
  readonly #leftRows: Int32Array;
  readonly #rightRows: Int32Array;
  readonly #sizer: BatchSizer;
  #finished = false;

  constructor(
    plan: PlanOf<'Join'>,
    table: RecordBatch,
    keyed: RecordBatch,
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
    this.#right = indexRight(plan, keyed, context);
    this.#rightRowsOf = condition ? undefined : rightRowsOf(this.#right);
    this.#sizer = new BatchSizer(context.maxBatchRows);
    this.#leftRows = new Int32Array(context.maxBatchRows);
    this.#rightRows = new Int32Array(context.maxBatchRows);
    this.#reservation = new Reservation(context.evaluation.memory);
    this.#reservation.resize(this.#right.index.byteSize() + this.#right.offsets.byteLength + this.#right.rows.byteLength);
    this.#pairSchema = [...plan.input.schema, ...plan.right.schema];
    this.#padded = plan.join === 'left' || plan.join === 'full';
    this.#filters = plan.join === 'semi' || plan.join === 'anti';
    this.#divisible = plan.condition !== undefined && isCostly(plan.condition) && !isVolatile(plan.condition);
    this.#matchedRight = plan.join === 'right' || plan.join === 'full' ? new Uint8Array(table.length) : undefined;
  }

  push(batch: RecordBatch): Demand {
    return runSync(this.expand(batch));
  }

  *expand(withKeys: RecordBatch): Generator<void, Demand> {
    const { length } = withKeys;
    // Keys that were computed ahead are beside the columns of the left.
    const batch = firstColumns(withKeys, this.#plan.input.schema.length);
    const columns = this.#leftKeys.map((key) => coded(reportRowErrors(key(withKeys), this.#rowsBefore, this.#context)));
    if (this.#rightRowsOf && !this.#filters) {
      this.#send(this.#pairWithOnlyRows(batch, columns, this.#rightRowsOf));
      this.#rowsBefore += length;
      return this.#finished ? 'finished' : 'needMore';
    }
    if (this.#groups.length < length) this.#groups = new Int32Array(length);
    if (this.#matchedLeft.length < length) this.#matchedLeft = new Uint8Array(length);
    this.#matchedLeft.fill(0);
    this.#right.index.lookup(columns, length, this.#groups);
    if (this.#filters && !this.#condition) this.#markKnown(length);
    else yield* this.#matchRows(batch);
    if (this.#filters) this.#send(takeBatch(batch, rowsWith(this.#matchedLeft, length, this.#plan.join === 'semi' ? 1 : 0)));
    this.#rowsBefore += length;
    return this.#finished ? 'finished' : 'needMore';
  }

  *finish(): Generator<void> {
    if (this.#matchedRight) {
      const alone = rowsWith(this.#matchedRight, this.#matchedRight.length, 0);
      const noLeft: RecordBatch = { schema: this.#plan.input.schema, length: 0, columns: emptyColumns(this.#plan) };
      const batchOf = (from: number, to: number): RecordBatch =>
        this.#pairBatch(noLeft, new Int32Array(to - from).fill(missing), alone.subarray(from, to));
      yield;
      const send = (batch: RecordBatch): Demand => this.#emit({ ...batch, schema: this.#plan.schema });
      yield* emitInBatches(alone.length, this.#context.maxBatchRows, batchOf, send);
    }
    this.#reservation.free();
  }

  /** The rows of a batch beside the only right row of each. */
  #pairWithOnlyRows(batch: RecordBatch, keys: readonly Vector[], rightRows: RightRows): RecordBatch {
    const { length } = batch;
    this.#context.evaluation.tick(length);
    const matches = this.#matchedRight ? undefined : rightRows.matched(this.#table, keys, length);
    if (matches && !(this.#padded && matches.left)) {
      const left = matches.left ? takeBatch(batch, matches.left) : batch;
      return { schema: this.#pairSchema, length: left.length, columns: columnsBeside(left, matches.right) };
    }
    const right = new Int32Array(length);
    rightRows.of(keys, length, right);
    if (this.#matchedRight) for (const row of right) if (row >= 0) this.#matchedRight[row] = 1;
    if (this.#padded || !right.includes(missing)) return this.#pairBatch(batch, undefined, right);
    const left = selectionScratch(length);
    let count = 0;
    for (let row = 0; row < length; row++) {
      if (right[row] === missing) continue;
      right[count] = right[row]!;
      left[count++] = row;
    }
    return this.#pairBatch(batch, left.slice(0, count), right.subarray(0, count));
  }

  #markKnown(length: number): void {
    const { offsets } = this.#right;
    for (let row = 0; row < length; row++) {
      const key = this.#groups[row]!;
      if (key >= 0 && offsets[key + 1]! > offsets[key]!) this.#matchedLeft[row] = 1;
    }
  }

  /** Pairs left rows with the right rows of their keys. Buffered pairs are emitted whenever there are enough; yields after each time. */
  *#matchRows(batch: RecordBatch): Generator<void> {
    const { offsets, rows } = this.#right;
    const groups = this.#groups;
    const leftRows = this.#leftRows;
    const rightRows = this.#rightRows;
    const matchedLeft = this.#matchedLeft;
    const filters = this.#filters;
    // Rows without a match keep their place among the others; the condition may still have to decide whether one has a match.
    const padsAll = this.#padded && this.#condition !== undefined;
    let capacity = this.#sizer.size;
    let pairs = 0;
    for (let row = 0; row < batch.length; row++) {
      const key = groups[row]!;
      let at = key < 0 ? 0 : offsets[key]!;
      const end = key < 0 ? 0 : offsets[key + 1]!;
      const pads = padsAll || (this.#padded && at === end);
      for (; at < end; at++) {
        if (filters && matchedLeft[row] === 1) break;
        leftRows[pairs] = row;
        rightRows[pairs++] = rows[at]!;
        if (pairs === capacity) {
          yield* this.#flush(batch, pairs);
          pairs = 0;
          capacity = this.#sizer.size;
          if (this.#finished) return;
          yield;
        }
      }
      if (!pads) continue;
      leftRows[pairs] = row;
      rightRows[pairs++] = missing;
      if (pairs === capacity) {
        yield* this.#flush(batch, pairs);
        pairs = 0;
        capacity = this.#sizer.size;
        if (this.#finished) return;
        yield;
      }
    }
    yield* this.#flush(batch, pairs);
  }

  /** Marks the rows of the buffered pairs that satisfy the condition, and emits those pairs unless the join only filters. */
  *#flush(batch: RecordBatch, pairs: number): Generator<void> {
    if (pairs === 0) return;
    this.#context.evaluation.tick(pairs);
    const left = this.#leftRows.subarray(0, pairs);
    const right = this.#rightRows.subarray(0, pairs);
    const kept = this.#condition ? yield* this.#satisfying(batch, this.#condition, left, right) : undefined;
    const keptLeft = kept ? kept.map((pair) => left[pair]!) : left.slice();
    const keptRight = kept ? kept.map((pair) => right[pair]!) : right.slice();
    if (this.#matchedRight) for (const row of keptRight) if (row >= 0) this.#matchedRight[row] = 1;
    if (!this.#filters) this.#send(this.#pairBatch(batch, keptLeft, keptRight));
  }

  /** The buffered pairs that satisfy the further condition, and those of a missing side whose left row has had no match. */
  *#satisfying(batch: RecordBatch, condition: Evaluator, left: Int32Array, right: Int32Array): Generator<void, Int32Array> {
    const whole = Int32Array.from(left.keys()).filter((pair) => right[pair]! >= 0);
    const pairs = this.#pairBatch(
      batch,
      whole.map((pair) => left[pair]!),
      whole.map((pair) => right[pair]!),
    );
    const report = (part: Vector): Vector => reportRowErrors(part, this.#rowsBefore, this.#context);
    const holds = cellReader(this.#divisible ? yield* evaluateInParts(condition, pairs, this.#context, report) : report(condition(pairs)));
    const kept = new Int32Array(left.length);
    let count = 0;
    let asked = 0;
    for (let pair = 0; pair < left.length; pair++) {
      if (right[pair]! < 0) {
        if (this.#matchedLeft[left[pair]!] === 0) kept[count++] = pair;
      } else if (holds(asked++) === true) {
        this.#matchedLeft[left[pair]!] = 1;
        kept[count++] = pair;
      }
    }
    return kept.subarray(0, count);
  }

  /** Pairs as a batch; row -1 is a missing side. Where every left row has one pair, the left columns stay as they are, as without `leftRows`. */
  #pairBatch(batch: RecordBatch, leftRows: Int32Array | undefined, rightRows: Int32Array): RecordBatch {
    const left = !leftRows || isIdentity(leftRows, batch.length) ? batch : takeBatch(batch, leftRows);
    return {
      schema: this.#pairSchema,
      length: rightRows.length,
      columns: columnsBeside(left, takeBatch(this.#table, rightRows)),
    };
  }

  #send(rows: RecordBatch): void {
    if (!this.#finished && rows.length > 0)
      this.#finished = this.#sizer.emit(() => ({ ...rows, schema: this.#plan.schema }), this.#emit) === 'finished';
  }
}

/** A column of strings as a dictionary of them, equal ones in several entries: the rows that are paired share the strings by their codes. */
function shared(column: Vector): Vector {
  const known = codedBefore(column);
  if (known.encoding !== 'flat' || known.type.kind !== 'varchar' || known.errors) return known;
  const { type, length } = known;
  const strings = known.values as readonly (string | null)[]; // how strings are stored
  const codes = new Int32Array(length);
  for (let row = 0; row < length; row++) codes[row] = strings[row] === null ? -1 : row;
  return {
    encoding: 'dictionary',
    type,
    codes,
    dictionary: { values: codes.includes(-1) ? strings.map((s) => s ?? '') : strings, repeats: true },
    length,
  };
}

function isIdentity(rows: Int32Array, length: number): boolean {
  if (rows.length !== length) return false;
  for (let row = 0; row < length; row++) if (rows[row] !== row) return false;
  return true;
}

/** The first `length` rows that have a mark. */
function rowsWith(marks: Uint8Array, length: number, mark: number): Int32Array {
  const rows = new Int32Array(length);
  let count = 0;
  for (let row = 0; row < length; row++) if (marks[row] === mark) rows[count++] = row;
  return rows.subarray(0, count);
}

/** Columns of NULL from which only missing rows are taken. */
function emptyColumns(plan: PlanOf<'Join'>): Vector[] {
  return plan.input.schema.map(({ type }) => ({ encoding: 'constant', type, value: null, length: 0 }));
}
