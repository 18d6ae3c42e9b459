import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { type RecordBatch, sliceBatch, takeBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader, nullReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
import { stepsPerLook } from '../evaluation.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { absent, GroupKeys } from '../grouping/group-keys.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';
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
  const pairSchema = [...plan.input.schema, ...plan.right.schema];
  const { join } = plan;
  /** Whether left rows without a partner are emitted too. */
  const padded = join === 'left' || join === 'full';
  /** Whether left rows are only kept or dropped. */
  const filters = join === 'semi' || join === 'anti';
  return {
    name: 'Join',
    schema: plan.schema,
    open(emit) {
      const built = buildRight(plan, table, context);
      const reservation = new Reservation(context.evaluation.memory);
      reservation.resize(built.index.byteSize() + built.offsets.byteLength + built.rows.byteLength);
      const matchedRight = join === 'right' || join === 'full' ? new Uint8Array(table.length) : undefined;
      let rowsBefore = 0;
      let groups = new Int32Array(0);

      /** The pairs as a batch; -1 stands for the missing side. */
      const pairBatch = (batch: RecordBatch, leftRows: Int32Array, rightRows: Int32Array): RecordBatch => ({
        schema: pairSchema,
        length: leftRows.length,
        columns: [...takeBatch(batch, leftRows).columns, ...takeBatch(table, rightRows).columns],
      });

      /** Which pairs the further condition keeps; a missing partner is none of its business. */
      const fulfilled = (batch: RecordBatch, leftRows: readonly number[], rightRows: readonly number[]): ((pair: number) => boolean) => {
        if (!condition) return () => true;
        const pairs = [...leftRows.keys()].filter((pair) => rightRows[pair]! >= 0);
        const candidates = pairBatch(
          batch,
          Int32Array.from(pairs, (pair) => leftRows[pair]!),
          Int32Array.from(pairs, (pair) => rightRows[pair]!),
        );
        const verdict = cellReader(reportRowErrors(condition(candidates), rowsBefore, context));
        const kept = new Set(pairs.filter((_, i) => verdict(i) === true));
        return (pair) => kept.has(pair);
      };

      return {
        push(batch) {
          if (groups.length < batch.length) groups = new Int32Array(batch.length);
          const columns = leftKeys.map((key) => reportRowErrors(key(batch), rowsBefore, context));
          built.index.lookup(columns, batch.length, groups);
          const isNull = columns.map(nullReader);
          const matched = new Uint8Array(batch.length);
          let leftRows: number[] = [];
          let rightRows: number[] = [];
          let finished = false;
          const send = (rows: RecordBatch): void => {
            if (!finished && rows.length > 0) finished = emit({ ...rows, schema: plan.schema }) === 'finished';
          };
          const flush = (): void => {
            const keeps = fulfilled(batch, leftRows, rightRows);
            const kept: number[] = [];
            for (let pair = 0; pair < leftRows.length; pair++) {
              const left = leftRows[pair]!;
              const right = rightRows[pair]!;
              if (right < 0 ? matched[left] === 1 : !keeps(pair)) continue;
              kept.push(pair);
              if (right < 0) continue;
              matched[left] = 1;
              if (matchedRight) matchedRight[right] = 1;
            }
            if (!filters) {
              const left = Int32Array.from(kept, (pair) => leftRows[pair]!);
              const right = Int32Array.from(kept, (pair) => rightRows[pair]!);
              send(pairBatch(batch, left, right));
            }
            context.evaluation.tick(leftRows.length);
            leftRows = [];
            rightRows = [];
          };
          const pair = (left: number, right: number): void => {
            leftRows.push(left);
            rightRows.push(right);
            if (leftRows.length >= context.maxBatchRows) flush();
          };
          for (let row = 0; row < batch.length && !finished; row++) {
            const key = groups[row]!;
            const known = key !== absent && built.offsets[key + 1]! > built.offsets[key]! && !isNull.some((test) => test(row));
            if (known && filters && !condition) matched[row] = 1;
            else if (known) {
              const end = built.offsets[key + 1]!;
              for (let at = built.offsets[key]!; at < end && !finished; at++) {
                if (filters && matched[row] === 1) break;
                pair(row, built.rows[at]!);
              }
            }
            // Rows without a partner keep their place among the others; whether one has a partner, the condition may have yet to tell.
            if (padded && (!known || condition)) pair(row, -1);
          }
          flush();
          if (filters) {
            const wanted = join === 'semi' ? 1 : 0;
            send(takeBatch(batch, rowsWith(matched, wanted)));
          }
          rowsBefore += batch.length;
          return finished ? 'finished' : 'needMore';
        },
        *finish() {
          if (!matchedRight) {
            reservation.free();
            return;
          }
          const alone = rowsWith(matchedRight, 0);
          const nothing: RecordBatch = { schema: plan.input.schema, length: 0, columns: emptyColumns(plan) };
          const pieceOf = (from: number, to: number): RecordBatch =>
            pairBatch(nothing, new Int32Array(to - from).fill(-1), alone.subarray(from, to));
          yield;
          yield* emitInBatches(alone.length, context.maxBatchRows, pieceOf, (batch) => emit({ ...batch, schema: plan.schema }));
          reservation.free();
        },
      };
    },
  };
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
