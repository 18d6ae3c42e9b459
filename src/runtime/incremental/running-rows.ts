import type { LogicalPlan } from '../../operators/plan/plan.ts';
import { ChunkedTable } from '../../vectors/chunked-table.ts';
import type { Table } from '../../vectors/table.ts';
import { byteSize } from '../../vectors/vector.ts';
import { BatchBuffer } from '../batch-buffer.ts';
import type { ExecutionContext } from '../context.ts';
import { runPlan } from '../driver.ts';
import { rowsFrom, silent } from './running-aggregate.ts';
import type { Kept, Update } from './update.ts';

/** What filters and projections leave of a chunk. */
interface KnownChunk {
  readonly rows: number;
  readonly left: Table;
}

/** Rows that pass filters, which are looked for only among rows that were appended. */
export class RunningRows implements Kept {
  readonly #plan: LogicalPlan;
  readonly #chunks = new Map<number, KnownChunk>();

  constructor(plan: LogicalPlan) {
    this.#plan = plan;
  }

  *update({ chunks, firstChunk }: ChunkedTable, context: ExecutionContext): Generator<void, Update> {
    for (const number of this.#chunks.keys()) if (number < firstChunk) this.#chunks.delete(number);
    let rowsRead = 0;
    const tables: Table[] = [];
    for (const [i, chunk] of chunks.entries()) {
      const known = this.#chunks.get(firstChunk + i);
      let left = known?.left;
      if (!known || known.rows < chunk.rowCount) {
        const more = yield* passing(this.#plan, rowsFrom(chunk, known?.rows ?? 0), context);
        rowsRead += chunk.rowCount - (known?.rows ?? 0);
        left = left ? (more.rowCount > 0 ? left.append(more) : left) : more;
        this.#chunks.set(firstChunk + i, { rows: chunk.rowCount, left });
      }
      if (left && left.rowCount > 0) tables.push(left);
    }
    return { table: new ChunkedTable(this.#plan.schema, tables, firstChunk), rowsRead, again: undefined };
  }

  byteSize(): number {
    let bytes = 0;
    for (const { left } of this.#chunks.values()) bytes += left.columns.reduce((sum, column) => sum + byteSize(column), 0);
    return bytes;
  }
}

/** The rows that a plan leaves of some. @throws GivenUp where something is to be warned of. */
function* passing(plan: LogicalPlan, rows: Table, context: ExecutionContext): Generator<void, Table> {
  const own = silent(context, rows);
  const buffer = new BatchBuffer(plan.schema, own.evaluation.memory);
  yield* runPlan(plan, own, (batch) => {
    buffer.push(batch);
    return 'needMore';
  });
  return yield* buffer.toTable();
}
