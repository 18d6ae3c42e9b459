import type { PlanOf } from '../../operators/plan/plan.ts';
import type { ChunkedTable } from '../../vectors/chunked-table.ts';
import { Table } from '../../vectors/table.ts';
import { slice } from '../../vectors/take.ts';
import { byteSize } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { runPlan } from '../driver.ts';
import { countsRows } from '../operators/hash-aggregate.ts';
import { MergedGroups } from '../parallel/merge-parts.ts';
import { giveUp, NoWarnings } from '../parallel/no-warnings.ts';
import { isMerged } from '../parallel/partial-aggregate.ts';
import type { GroupedPart, GroupedRows, Part } from '../parallel/parts.ts';
import type { Kept, Update } from './update.ts';

/** So many parts of a chunk are merged into one. */
const maxParts = 8;

/** What is known of the rows of a chunk. */
interface KnownChunk {
  rows: number;
  /** Only where calls are merged. */
  parts: GroupedPart[];
}

/**
 * An aggregation that goes on when rows are appended. Where states of all calls can be merged it keeps them by chunk, so that dropped chunks cost no scan; else it takes
 * in all rows again after a drop, as sums of DOUBLE and lists depend on the order of all rows.
 */
export class RunningAggregate implements Kept {
  readonly #plan: PlanOf<'Aggregate'>;
  readonly #divides: boolean;
  readonly #chunks = new Map<number, KnownChunk>();
  #groups: MergedGroups | undefined;
  #firstChunk = 0;
  #current: ExecutionContext | undefined;

  constructor(plan: PlanOf<'Aggregate'>) {
    this.#plan = plan;
    this.#divides = plan.aggregates.every((call) => countsRows(call) || isMerged(call));
  }

  *update(table: ChunkedTable, context: ExecutionContext): Generator<void, Update> {
    this.#current = context;
    const { firstChunk } = table;
    const dropped = this.#groups !== undefined && firstChunk !== this.#firstChunk;
    for (const number of this.#chunks.keys()) if (number < firstChunk) this.#chunks.delete(number);
    let again: string | undefined;
    if (dropped) {
      if (!this.#divides) {
        this.#chunks.clear();
        again = 'rows were dropped, and not all aggregates can be put together from those of parts';
      }
      this.#groups = undefined;
    }
    const groups = (this.#groups ??= yield* this.#regrouped(context));
    this.#firstChunk = firstChunk;
    let rowsRead = 0;
    for (const [i, chunk] of table.chunks.entries()) {
      const known = this.#chunks.get(firstChunk + i) ?? { rows: 0, parts: [] };
      if (known.rows === chunk.rowCount) continue;
      const part = yield* partOf(this.#plan, chunk, known.rows, context);
      yield* groups.add(part);
      rowsRead += chunk.rowCount - known.rows;
      known.rows = chunk.rowCount;
      if (this.#divides) known.parts.push(part.found);
      this.#chunks.set(firstChunk + i, known);
      if (known.parts.length > maxParts) known.parts = [yield* merged(this.#plan, known.parts, context)];
    }
    return { table: yield* groups.toTable(), rowsRead, again };
  }

  /** About the bytes of what is kept. */
  byteSize(): number {
    let bytes = this.#groups?.byteSize() ?? 0;
    for (const { parts } of this.#chunks.values()) for (const part of parts) bytes += partBytes(part);
    return bytes;
  }

  /** The groups of the chunks that are known; what they say later is said to the query of the time. */
  *#regrouped(context: ExecutionContext): Generator<void, MergedGroups> {
    const now = (): ExecutionContext => this.#current!;
    const groups = new MergedGroups(this.#plan, {
      ...context,
      get warnings() {
        return now().warnings;
      },
      get evaluation() {
        return now().evaluation;
      },
      get pace() {
        return now().pace;
      },
      get cells() {
        return now().cells;
      },
    });
    for (const [, { parts }] of [...this.#chunks].sort(([a], [b]) => a - b))
      for (const found of parts) yield* groups.add({ found, rows: [] });
    return groups;
  }
}

function* merged(plan: PlanOf<'Aggregate'>, parts: readonly GroupedPart[], context: ExecutionContext): Generator<void, GroupedPart> {
  const groups = new MergedGroups(plan, context);
  for (const found of parts) yield* groups.add({ found, rows: [] });
  return groups.part();
}

/** What the rows of a chunk from a row on add. @throws GivenUp where something is to be warned of. */
function* partOf(plan: PlanOf<'Aggregate'>, chunk: Table, from: number, context: ExecutionContext): Generator<void, Part> {
  const rows: GroupedRows[] = [];
  let found: GroupedPart | undefined;
  const own: ExecutionContext = {
    ...silent(context, rowsFrom(chunk, from)),
    partSink: {
      rows: ({ groups, ...sent }) => void rows.push({ groups: groups?.slice(), ...sent }),
      done: (part) => {
        found = part;
      },
    },
  };
  yield* runPlan(plan, own, () => 'needMore');
  return { found: found!, rows };
}

/** A context over some rows, in which nothing is warned of. */
export const silent = (context: ExecutionContext, rows: Table): ExecutionContext => ({
  ...context,
  evaluation: { ...context.evaluation, report: giveUp },
  warnings: new NoWarnings(),
  stats: [],
  shared: new Map(),
  tableOf: () => rows,
});

/** The rows of a table from one on. */
export const rowsFrom = ({ schema, columns, rowCount }: Table, from: number): Table =>
  new Table(
    schema,
    columns.map((column) => slice(column, from, rowCount)),
    rowCount - from,
  );

const partBytes = ({ keys, rowCounts, states }: GroupedPart): number =>
  [...keys, ...states.flat()].reduce((bytes, vector) => bytes + byteSize(vector), rowCounts.byteLength);
