import type { PlanOf } from '../../operators/plan/plan.ts';
import { type Schema, VARCHAR } from '../../types/data-type.ts';
import type { MapValue } from '../../types/values.ts';
import { createBuilder } from '../../vectors/builder.ts';
import { batchBytes, type RecordBatch } from '../../vectors/record-batch.ts';
import { cellReader, type Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { checkLimit } from '../limits.ts';
import { Reservation } from '../memory.ts';
import type { PhysicalOperator } from '../physical-operator.ts';

/** Closes an open schema: buffers all rows, and makes a column of every key found, in order of first appearance. */
export function discover(plan: PlanOf<'SpreadColumns'>, context: ExecutionContext): PhysicalOperator {
  const taken = new Set([...plan.claimedNames, ...plan.schema.map((field) => field.name)]);
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
            for (const key of (read(row) as MapValue<string, string> | null)?.keys ?? [])
              if (key !== null && !taken.has(key) && !names.has(key)) names.set(key, names.size);
          }
          checkLimit('columns', plan.schema.length + names.size, context.limits);
          return 'needMore';
        },
        *finish() {
          const found = [...names.keys()].map((name) => ({ name, type: VARCHAR }));
          const before = plan.schema.slice(0, plan.column);
          const schema: Schema = [...before, ...found, ...plan.schema.slice(plan.column)];
          for (const batch of buffered) {
            const kept = batch.columns.filter((_, i) => i !== plan.column);
            const columns = [...kept.slice(0, plan.column), ...columnsOf(batch, names), ...kept.slice(plan.column)];
            if (emit({ schema, length: batch.length, columns }) === 'finished') return;
            yield;
          }
          reservation.free();
        },
      };

      function columnsOf(batch: RecordBatch, places: ReadonlyMap<string, number>): Vector[] {
        const read = cellReader(batch.columns[plan.column]!);
        const builders = Array.from({ length: places.size }, () => createBuilder(VARCHAR, batch.length));
        const cells = new Array<unknown>(places.size);
        for (let row = 0; row < batch.length; row++) {
          cells.fill(null);
          const map = read(row) as MapValue<string, string> | null;
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
