import { invariant } from '../../diagnostics/query-error.ts';
import type { PlanOf } from '../../operators/plan/plan.ts';
import type { Schema } from '../../types/data-type.ts';
import type { MapValue } from '../../types/values.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { batchBytes, type RecordBatch, sliceBatch } from '../../vectors/record-batch.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';

/** Cells that are made in one go: with many columns, batches are of few rows. */
const maxCells = 500_000;

/** Ends an open schema: holds all rows, and makes a column of every key found, in the order of first appearance. */
export function discover(plan: PlanOf<'SpreadColumns'>, context: ExecutionContext): PhysicalOperator {
  const taken = new Set([...plan.claimedNames, ...plan.schema.map((field) => field.name)]);
  const found = plan.input.schema[plan.column]!.type;
  invariant(found.kind === 'map', 'the keys that are found are those of a map');
  const type = found.value;
  return {
    name: 'SpreadColumns',
    schema: plan.schema,
    open(emit) {
      const buffered: RecordBatch[] = [];
      const names = new Map<string, number>();
      const reservation = new Reservation(context.evaluation.memory);
      return {
        push(batch) {
          buffered.push(batch);
          reservation.grow(batchBytes(batch));
          const read = cellReader(batch.columns[plan.column]!);
          for (let row = 0; row < batch.length; row++) {
            for (const key of (read(row) as MapValue<string, unknown> | null)?.keys ?? [])
              if (key !== null && !taken.has(key) && !names.has(key)) names.set(key, names.size);
          }
          checkLimit('columns', plan.schema.length + names.size, context.limits);
          return 'needMore';
        },
        *finish() {
          const spread = [...names.keys()].map((name) => ({ name, type }));
          const before = plan.schema.slice(0, plan.column);
          const schema: Schema = [...before, ...spread, ...plan.schema.slice(plan.column)];
          const most = Math.max(1, Math.min(context.maxBatchRows, Math.floor(maxCells / Math.max(1, names.size))));
          for (const batch of buffered) {
            for (let from = 0; from < batch.length; from += most) {
              const part = sliceBatch(batch, from, Math.min(from + most, batch.length));
              const kept = part.columns.filter((_, i) => i !== plan.column);
              const columns = [...kept.slice(0, plan.column), ...columnsOf(part, names), ...kept.slice(plan.column)];
              if (emit({ schema, length: part.length, columns }) === 'finished') return reservation.free();
              yield;
            }
          }
          reservation.free();
        },
      };

      function columnsOf(batch: RecordBatch, places: ReadonlyMap<string, number>): Vector[] {
        const read = cellReader(batch.columns[plan.column]!);
        const builders = Array.from({ length: places.size }, () => createBuilder(type, batch.length));
        const cells = new Array<unknown>(places.size);
        for (let row = 0; row < batch.length; row++) {
          cells.fill(null);
          const map = read(row) as MapValue<string, unknown> | null;
          map?.keys.forEach((key, i) => {
            const place = key === null ? undefined : places.get(key);
            if (place !== undefined) cells[place] = map.values[i];
          });
          for (const [i, builder] of builders.entries()) builder.append(cells[i]);
        }
        return builders.map((builder) => builder.finish());
      }
    },
  };
}
