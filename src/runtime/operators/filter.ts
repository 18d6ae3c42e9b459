import type { RowError } from '../../diagnostics/row-error.ts';
import { columnsOf, conjunctsOf, type Expression } from '../../operators/expressions/expression.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { takeBatch, takeColumn } from '../../vectors/record-batch.ts';
import { rowsFrom, type Selection, selectionScratch } from '../../vectors/selection.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import { type ExecutionContext, failureError } from '../context.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';
import { type Condition, ConditionOrder, isRepeatable } from './condition-order.ts';

/** Keeps the rows for which every condition is true; each condition is evaluated only for the rows that the earlier ones kept. */
export function filter(plan: PlanOf<'Filter'>, context: ExecutionContext): PhysicalOperator {
  const conjuncts = conjunctsOf(plan.predicate);
  const conditions = conjuncts.map(
    (conjunct: Expression): Condition => ({
      evaluate: compileEvaluator(conjunct, context),
      columns: [...columnsOf(conjunct)],
    }),
  );
  const order = new ConditionOrder(conditions, conjuncts.every(isRepeatable));
  let rowsBefore = 0;
  return {
    name: 'Filter',
    schema: plan.schema,
    open: (emit) => ({
      push(batch) {
        const rows =
          selectInOrder(batch, order) ??
          selectRows(batch, conditions, (failure, row) => {
            if (context.onRowError === 'fail' && !failure.reading) throw failureError(failure, rowsBefore + row);
            context.warnings.countFailure(failure, rowsBefore + row);
          });
        const kept = rows === all ? batch : takeBatch(batch, rows);
        const demand = kept.length === 0 ? 'needMore' : emit(kept);
        rowsBefore += batch.length;
        return demand;
      },
      finish: () => noPendingOutput,
    }),
  };
}

/** The selection of every row. */
const all = new Int32Array(0);

/**
 * The rows that satisfy all conditions, tried in the order that pays; undefined once one failed for a row, since of several failures that of the
 * condition written first counts.
 */
function selectInOrder(batch: RecordBatch, order: ConditionOrder): Int32Array | undefined {
  if (!order.free) return undefined;
  let rows: Int32Array | undefined;
  for (const condition of order.next()) {
    const tried = rows ? rows.length : batch.length;
    if (tried === 0) break;
    const started = performance.now();
    const part = rows ? pick(batch, condition.columns, rows) : batch;
    const kept = condition.evaluate.select?.(part) ?? passing(condition.evaluate(part));
    if (!kept) {
      order.fix();
      return undefined;
    }
    order.learn(condition, tried, kept.length, performance.now() - started);
    if (kept.length < tried) rows = rows ? chosen(rows, kept) : kept;
  }
  return rows ?? all;
}

/** The rows for which a condition is true; undefined if it failed for some. */
function passing(verdicts: Vector): Selection | undefined {
  if (verdicts.errors) return undefined;
  return verdicts.encoding === 'flat' ? trueRows(verdicts) : openRows(verdicts, () => false);
}

/** The rows that satisfy all conditions. A failure counts only if no other condition is false. */
function selectRows(batch: RecordBatch, conditions: readonly Condition[], onFailure: (failure: RowError, row: number) => void): Int32Array {
  let rows: Int32Array | undefined;
  let failed: Map<number, RowError> | undefined;
  for (const { evaluate, columns } of conditions) {
    if (rows?.length === 0) break;
    const verdicts = evaluate(rows ? pick(batch, columns, rows) : batch);
    const before = rows;
    const { errors } = verdicts;
    const kept: Int32Array =
      verdicts.encoding === 'flat' && !errors && !failed
        ? trueRows(verdicts)
        : openRows(verdicts, (i) => failed?.has(before ? before[i]! : i) ?? false);
    if (errors) {
      failed ??= new Map();
      for (const [i, failure] of errors) failed.set(before ? before[i]! : i, failure);
    }
    if (kept.length < verdicts.length) rows = before ? chosen(before, kept) : kept;
  }
  if (!failed) return rows ?? all;
  const known = failed;
  const still = rows ?? rowsFrom(0, batch.length);
  for (const row of still) {
    const failure = known.get(row);
    if (failure) onFailure(failure, row);
  }
  return still.filter((row) => !known.has(row));
}

/** The rows at some places of a selection. */
function chosen(rows: Int32Array, places: Int32Array): Int32Array {
  const out = new Int32Array(places.length);
  for (let i = 0; i < places.length; i++) out[i] = rows[places[i]!]!;
  return out;
}

function pick(batch: RecordBatch, columns: readonly number[], rows: Int32Array): RecordBatch {
  const picked: Vector[] = [];
  for (const index of columns) picked[index] = takeColumn(batch, index, rows);
  return { schema: batch.schema, length: rows.length, columns: picked };
}

/** Rows that are true in a flat boolean vector. Every row is written and only true ones are kept, since a branch on data is often predicted wrongly. */
function trueRows({ values, validity, length }: Vector & { readonly encoding: 'flat' }): Int32Array {
  const marks = values as Uint8Array; // how booleans are stored
  const out = selectionScratch(length);
  let count = 0;
  for (let i = 0; i < length; i++) {
    out[count] = i;
    count += marks[i]!;
  }
  const rows = out.slice(0, count);
  return validity ? rows.filter((row) => hasBit(validity, row)) : rows;
}

/** Rows that are true, or undecided because this or an earlier condition failed. */
function openRows(verdicts: Vector, failedBefore: (i: number) => boolean): Int32Array {
  const read = cellReader(verdicts);
  const out: number[] = [];
  for (let i = 0; i < verdicts.length; i++) {
    const verdict = read(i);
    if (verdict === true || verdicts.errors?.has(i) || (verdict === null && failedBefore(i))) out.push(i);
  }
  return Int32Array.from(out);
}
