import type { PlanOf } from '../../operators/plan/plan.ts';
import { hasBit } from '../../vectors/bitmap.ts';
import { buildVector } from '../../vectors/builder.ts';
import type { RecordBatch } from '../../vectors/record-batch.ts';
import { slice, take } from '../../vectors/take.ts';
import { cellReader, type ListVector, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { BatchSizer } from '../emit-in-batches.ts';
import { compileEvaluator } from '../expressions/evaluator.ts';
import { type Demand, noPendingOutput, type PhysicalOperator } from '../physical-operator.ts';
import { runSync } from '../scheduler.ts';
import { reportRowErrors } from './project.ts';

/** The cells of a list or map column: where each begins and ends, and the columns of their elements. */
interface Cells {
  readonly start: (row: number) => number;
  readonly count: (row: number) => number;
  readonly parts: readonly Vector[];
}

/** Unnests arrays and maps into rows, in parallel; shorter ones are padded with NULL. */
export function unnest(plan: PlanOf<'Unnest'>, context: ExecutionContext): PhysicalOperator {
  const items = plan.items.map((item) => compileEvaluator(item, context));
  let rowsBefore = 0;
  return {
    name: 'Unnest',
    schema: plan.schema,
    open(emit) {
      const sizer = new BatchSizer(context.maxBatchRows);
      /** The elements of one list column, which lie in the order of its rows. */
      function* expandList({ offsets, child, length }: ListVector, kept: readonly Vector[]): Generator<void, Demand> {
        let row = 0;
        let place = offsets[0]!;
        while (place < offsets[length]!) {
          const from = place;
          const selection = new Int32Array(Math.min(sizer.size, offsets[length]! - from));
          while (place - from < selection.length) {
            const end = Math.min(offsets[row + 1]!, from + selection.length);
            selection.fill(row, place - from, end - from);
            place = end;
            if (place === offsets[row + 1]) row++;
          }
          const columns = [...kept.map((column) => take(column, selection)), slice(child, from, place)];
          context.evaluation.tick(selection.length);
          if (sizer.emit(() => ({ schema: plan.schema, length: selection.length, columns }), emit) === 'finished') return 'finished';
          yield;
        }
        return 'needMore';
      }
      function* expand(batch: RecordBatch): Generator<void, Demand> {
        const vectors = items.map((item) => reportRowErrors(item(batch), rowsBefore, context));
        rowsBefore += batch.length;
        const kept = plan.kept.map((index) => batch.columns[index]!);
        const [list] = vectors;
        if (vectors.length === 1 && list!.encoding === 'list' && !plan.outer && isDense(list!)) return yield* expandList(list!, kept);
        const cells = vectors.map(cellsOf);
        let rows: number[] = [];
        let places: number[][] = cells.map(() => []);
        const flush = (): Demand => {
          if (rows.length === 0) return 'needMore';
          const selection = Int32Array.from(rows);
          const inner = cells.flatMap(({ parts }, i) => {
            const picked = Int32Array.from(places[i]!);
            return parts.map((part) => take(part, picked));
          });
          const columns = [...kept.map((column) => take(column, selection)), ...inner];
          context.evaluation.tick(rows.length);
          rows = [];
          places = cells.map(() => []);
          return sizer.emit(() => ({ schema: plan.schema, length: selection.length, columns }), emit);
        };
        for (let row = 0; row < batch.length; row++) {
          const longest = Math.max(...cells.map(({ count }) => count(row)));
          for (let k = 0; k < (plan.outer ? Math.max(longest, 1) : longest); k++) {
            rows.push(row);
            for (let i = 0; i < cells.length; i++) places[i]!.push(k < cells[i]!.count(row) ? cells[i]!.start(row) + k : -1);
            if (rows.length < sizer.size) continue;
            if (flush() === 'finished') return 'finished';
            yield;
          }
        }
        return flush();
      }
      return { push: (batch) => runSync(expand(batch)), expand, finish: () => noPendingOutput };
    },
  };
}

/** Whether rows that are NULL have no elements. */
function isDense({ offsets, validity, length }: ListVector): boolean {
  if (validity) for (let row = 0; row < length; row++) if (!hasBit(validity, row) && offsets[row + 1]! > offsets[row]!) return false;
  return true;
}

function cellsOf(vector: Vector): Cells {
  if (vector.encoding === 'list' || vector.encoding === 'map') {
    const { offsets, validity } = vector;
    return {
      start: (row) => offsets[row]!,
      count: (row) => (validity && !hasBit(validity, row) ? 0 : offsets[row + 1]! - offsets[row]!),
      parts: vector.encoding === 'list' ? [vector.child] : [vector.keys, vector.values],
    };
  }
  // Every row reads the one cell of a constant.
  const one = cellsOf(buildVector(vector.type, [cellReader(vector)(0)]));
  return { start: () => one.start(0), count: () => one.count(0), parts: one.parts };
}
