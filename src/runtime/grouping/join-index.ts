import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import { valueFormatter } from '../../types/format-value.ts';
import { type RecordBatch, sliceBatch } from '../../vectors/record-batch.ts';
import { cellReader } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { stepsPerLook } from '../evaluation.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { reportRowErrors } from '../operators/project.ts';
import { GroupKeys } from './group-keys.ts';
import { askBefore } from './key-table.ts';

/** The rows of the right side of a join by key: rows[offsets[k]] … rows[offsets[k + 1] - 1] have key k. */
export interface JoinIndex {
  readonly index: GroupKeys;
  readonly offsets: Int32Array;
  readonly rows: Int32Array;
}

/** Rows of the right side that are indexed between two looks at the clock. */
const rowsPerLook = 16_384;

/** Indexes the right side of a join. @throws ExecutionAbort where its keys must be unique and are not. */
export function indexRight(plan: PlanOf<'Join'>, table: RecordBatch, context: ExecutionContext): JoinIndex {
  const evaluators = plan.rightKeys.map((key) => compileEvaluator(key, context));
  const index = new GroupKeys(
    plan.rightKeys.map((key) => key.type),
    false,
    askBefore(context.evaluation.memory),
  );
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
