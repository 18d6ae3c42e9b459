import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { type RecordBatch, takeBatch } from '../../vectors/record-batch.ts';
import type { Table } from '../../vectors/table.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { emitInBatches } from '../emit-in-batches.ts';
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

      /** The pairs as a batch; -1 is a missing side. */
      const pairBatch = (batch: RecordBatch, leftRows: Int32Array, rightRows: Int32Array): RecordBatch => ({
        schema: pairSchema,
        length: leftRows.length,
        columns: [...takeBatch(batch, leftRows).columns, ...takeBatch(table, rightRows).columns],
      });

      /** Which pairs the further condition keeps. */
      const kept = (batch: RecordBatch, leftRows: number[], rightRows: number[]): readonly number[] => {
        const all = [...leftRows.keys()];
        if (!condition || leftRows.length === 0) return all;
        const verdict = cellReader(
          reportRowErrors(condition(pairBatch(batch, Int32Array.from(leftRows), Int32Array.from(rightRows))), rowsBefore, context),
        );
        return all.filter((i) => verdict(i) === true);
      };

      return {
        push(batch) {
          if (groups.length < batch.length) groups = new Int32Array(batch.length);
          const columns = leftKeys.map((key) => reportRowErrors(key(batch), rowsBefore, context));
          built.index.lookup(columns, batch.length, groups);
          const readers = columns.map(cellReader);
          const matched = new Uint8Array(batch.length);
          let leftRows: number[] = [];
          let rightRows: number[] = [];
          let finished = false;
          const send = (rows: RecordBatch): void => {
            if (!finished && rows.length > 0) finished = emit({ ...rows, schema: plan.schema }) === 'finished';
          };
          const flush = (): void => {
            const pairs = kept(batch, leftRows, rightRows);
            for (const i of pairs) {
              matched[leftRows[i]!] = 1;
              if (matchedRight) matchedRight[rightRows[i]!] = 1;
            }
            if (join !== 'semi' && join !== 'anti') {
              const picked = Int32Array.from(pairs, (i) => leftRows[i]!);
              send(
                pairBatch(
                  batch,
                  picked,
                  Int32Array.from(pairs, (i) => rightRows[i]!),
                ),
              );
            }
            context.evaluation.tick(leftRows.length);
            leftRows = [];
            rightRows = [];
          };
          for (let row = 0; row < batch.length && !finished; row++) {
            const key = groups[row]!;
            const known = key !== absent && readers.every((read) => read(row) !== null);
            if (known) {
              for (let at = built.offsets[key]!; at < built.offsets[key + 1]!; at++) {
                leftRows.push(row);
                rightRows.push(built.rows[at]!);
              }
            }
            // Rows without a match keep their place among the others.
            const padded = join === 'left' || join === 'full';
            const boundary = leftRows.length >= context.maxBatchRows;
            if (boundary || (padded && !known) || (padded && condition)) {
              flush();
              if (padded && !matched[row]) send(pairBatch(batch, Int32Array.of(row), Int32Array.of(-1)));
            }
          }
          flush();
          if (join === 'semi' || join === 'anti') {
            const wanted = join === 'semi' ? 1 : 0;
            send(takeBatch(batch, Int32Array.from([...matched.keys()].filter((row) => matched[row] === wanted))));
          }
          rowsBefore += batch.length;
          return finished ? 'finished' : 'needMore';
        },
        *finish() {
          if (!matchedRight) {
            reservation.free();
            return;
          }
          const alone = Int32Array.from([...matchedRight.keys()].filter((row) => matchedRight[row] === 0));
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
