import { dispatch } from '../operators/dispatch.ts';
import { inputsOf, type LogicalPlan, type PlanOf } from '../operators/plan/plan.ts';
import { chunksOf } from '../vectors/chunked-table.ts';
import { codedBefore, withFacts } from '../vectors/column-facts.ts';
import { dictionaryEncoded } from '../vectors/dictionary.ts';
import { type RecordBatch, readColumns, sliceBatch } from '../vectors/record-batch.ts';
import type { Table } from '../vectors/table.ts';
import { estimatedBytes } from '../vectors/vector.ts';
import { BatchBuffer } from './batch-buffer.ts';
import { computedAhead, rightKeysAhead } from './compute-ahead.ts';
import type { ExecutionContext } from './context.ts';
import { effortOf, type Operation } from './effort.ts';
import { emitInBatches } from './emit-in-batches.ts';
import { checkLimit } from './limits.ts';
import { mergedParts } from './parallel/merge-parts.ts';
import type { Demand, Emit, OperatorRun, PhysicalOperator } from './physical-operator.ts';
import { planner, type SourceKind } from './planner.ts';
import { splitter } from './splitter.ts';
import type { OperatorStats } from './stats.ts';

/** Runs a plan and emits its batches to the sink. Yields between units of work, so that the caller can stop it or let others run. */
export function* runPlan(plan: LogicalPlan, context: ExecutionContext, sink: Emit): Generator<void> {
  const operations: Operation[] = [];
  let source = plan;
  while (!isSource(source) && !context.computed?.has(source) && !context.kept?.has(source)) {
    operations.push(source);
    source = source.input;
  }
  const table = yield* sourceTable(source, context);
  const columns = source.kind === 'Scan' ? source.columns : source.schema.map((_, i) => i);
  const clock = new Clock();
  const scanStats = newStats(sourceName(source));
  const planned: PlannedOperator[] = [];
  const allStats: OperatorStats[] = [];
  for (const operation of operations) {
    const inputs: Table[] = [];
    for (const other of inputsOf(operation).slice(1)) inputs.push(yield* wholeTable(other, context));
    const { operation: keyed, others } = yield* rightKeysAhead(operation, inputs, context);
    const ahead = computedAhead(keyed, context);
    const operator = planOperator(ahead?.operation ?? keyed, context, others);
    const stats = newStats(operator.name);
    allStats.push(stats);
    const { costly, repeatable } = effortOf(operation);
    const stateless = operation.kind === 'Filter' || operation.kind === 'Project' || operation.kind === 'Union';
    const passing = stateless && !operator.isWide;
    const settles = operation.kind === 'Sort' || operation.kind === 'TopN' || operation.kind === 'Sample';
    planned.push({ operator, stats, passing, costly: costly && !ahead && (passing || settles), repeatable, settles });
    if (ahead) planned.push({ operator: ahead.operator, stats, beside: true, passing: true, costly: true, repeatable, settles: false });
  }
  context.stats.push(...(context.computed?.get(source)?.stats ?? [scanStats]), ...allStats.toReversed());
  // Opened from the last operator to the first: each emits into the one after it.
  let emit = sink;
  const runs: OperatorRun[] = [];
  const expansions: Expansion[] = [];
  const expanding = (expand: (batch: RecordBatch) => Generator<void, Demand>): Emit => {
    const expansion = new Expansion(expand, expansions.at(-1));
    expansions.push(expansion);
    return (batch) => expansion.push(batch);
  };
  /** Whether the operators from here to the next that keeps a state may take long for a batch, and may be given it again. */
  let costly = false;
  let repeatable = true;
  const split = (): void => {
    if (costly && repeatable) emit = expanding(splitter(context, emit));
    costly = false;
    repeatable = true;
  };
  for (const step of planned) {
    if (!step.passing) split();
    const run = clock.timed(step, emit, context);
    runs.unshift(run);
    emit = run.expand ? expanding(run.expand) : (batch) => run.push(batch);
    costly ||= step.costly;
    repeatable &&= step.repeatable;
  }
  split();
  const first = emit;
  const outermost = expansions.at(-1);
  /** Does what a unit of work left to expand. */
  function* settle(): Generator<void> {
    if (outermost) yield* outermost.drain();
    context.evaluation.freeCells();
    yield;
  }
  let rowsBefore = 0;
  let finished = false;
  for (const chunk of chunksOf(table)) {
    if (finished) break;
    const scan = { schema: source.schema, length: chunk.rowCount, columns: columns.map((i) => codedBefore(withFacts(chunk.columns[i]!))) };
    const pieceOf = (from: number, to: number): RecordBatch => {
      if (source.kind === 'Scan') checkLimit('rowsScanned', rowsBefore + to, context.limits);
      const batch = sliceBatch(scan, from, to);
      scanStats.rowsOut = rowsBefore + to;
      return context.dictionaryInputs ? { ...batch, columns: batch.columns.map(dictionaryEncoded) } : batch;
    };
    const emitScanned: Emit = (batch) => {
      const demand = first(batch);
      scanStats.bytes += aboutBytes(batch);
      finished = demand === 'finished';
      return demand;
    };
    for (const _ of emitInBatches(scan.length, context.maxBatchRows, pieceOf, emitScanned)) {
      yield* settle();
      finished ||= outermost?.finished ?? false;
      if (finished) break;
    }
    rowsBefore += scan.length;
  }
  for (const run of runs) {
    for (const _ of run.finish()) yield* settle();
    if (outermost) yield* outermost.drain();
  }
}

/** An operator in its place. */
interface PlannedOperator {
  readonly operator: PhysicalOperator;
  readonly stats: OperatorStats;
  /** Whether it only computes for the operator behind it, which counts the rows. */
  readonly beside?: boolean;
  /** Whether it keeps no state: a batch may be pushed again. */
  readonly passing: boolean;
  /** Whether pushing a batch may take long. */
  readonly costly: boolean;
  /** Whether it computes the same again. */
  readonly repeatable: boolean;
  /** Whether it settles the attempt itself, when it has computed. */
  readonly settles: boolean;
}

/** What waits in front of an operator that may emit very many rows for one: between two of its batches the driver can stop it or let others run. */
class Expansion {
  readonly #expand: (batch: RecordBatch) => Generator<void, Demand>;
  /** The next such operator behind it. */
  readonly #next: Expansion | undefined;
  readonly #waiting: RecordBatch[] = [];
  #demand: Demand = 'needMore';

  constructor(expand: (batch: RecordBatch) => Generator<void, Demand>, next: Expansion | undefined) {
    this.#expand = expand;
    this.#next = next;
  }

  get finished(): boolean {
    return this.#demand === 'finished';
  }

  push(batch: RecordBatch): Demand {
    if (this.#demand === 'needMore') this.#waiting.push(batch);
    return this.#demand;
  }

  /** Expands all that waits, here and behind. */
  *drain(): Generator<void> {
    for (let batch = this.#waiting.shift(); batch && this.#demand === 'needMore'; batch = this.#waiting.shift()) {
      const work = this.#expand(batch);
      for (;;) {
        const { done, value } = work.next();
        if (this.#next) yield* this.#next.drain();
        if (done) {
          this.#demand = value;
          break;
        }
        yield;
      }
    }
    if (this.#next) yield* this.#next.drain();
  }
}

function planOperator(operation: Operation, context: ExecutionContext, others: readonly Table[]): PhysicalOperator {
  return dispatch(planner, operation, context, others);
}

/** Whether a node has rows of its own: operators begin after it. */
function isSource(plan: LogicalPlan): plan is PlanOf<SourceKind> {
  return plan.kind === 'Scan' || plan.kind === 'Shared' || plan.kind === 'Remote' || plan.kind === 'HostCall';
}

/** What statistics call the rows that operators begin with. */
function sourceName(source: LogicalPlan): string {
  if (source.kind === 'Scan') return `Scan ${source.table}`;
  if (source.kind === 'Remote') return `Remote ${source.statement.backend}`;
  if (source.kind === 'Aggregate' || source.kind === 'Filter' || source.kind === 'Project') return `${source.kind} (kept)`;
  if (source.kind === 'HostCall') return `HostCall ${source.title}`;
  return source.kind === 'Shared' ? `Shared $${source.name}` : '';
}

/** The rows that operators begin with: of a table, of a dataset, of a backend, or of an aggregation that other threads computed. */
function* sourceTable(source: LogicalPlan, context: ExecutionContext): Generator<void, Table> {
  const kept = context.kept?.get(source);
  if (kept) return kept;
  if (source.kind === 'Scan') return context.tableOf(source.table);
  if (source.kind === 'Remote') return context.remote!.get(source)!;
  if (source.kind === 'HostCall') return context.hostAnswers!.get(source.key)!;
  if (source.kind === 'Shared') return yield* sharedTable(source, context);
  const aggregate = source as PlanOf<'Aggregate'>; // others are not computed by threads
  return yield* mergedParts(aggregate, context.computed!.get(source)!, context);
}

/** The rows of a dataset with several readers, computed once. */
function* sharedTable(plan: LogicalPlan & { readonly kind: 'Shared' }, context: ExecutionContext): Generator<void, Table> {
  const known = context.shared.get(plan.name);
  if (known) return known;
  const table = yield* wholeTable(plan.input, context);
  context.shared.set(plan.name, table);
  return table;
}

/** All rows of a plan. */
function* wholeTable(plan: LogicalPlan, context: ExecutionContext): Generator<void, Table> {
  const buffer = new BatchBuffer(plan.schema, context.evaluation.memory);
  yield* runPlan(plan, context, (batch) => {
    buffer.push(batch);
    return 'needMore';
  });
  return yield* buffer.toTable();
}

/** About the bytes of the columns of a batch that were read. */
const aboutBytes = (batch: RecordBatch): number => readColumns(batch).reduce((bytes, column) => bytes + estimatedBytes(column), 0);

const newStats = (operator: string): OperatorStats => ({ operator, rowsIn: 0, rowsOut: 0, time: 0, bytes: 0 });

/** Measures the time that each operator spends in itself. */
class Clock {
  #current: OperatorStats | undefined;
  #since = 0;

  /** Charges the time since the last switch to the operator that was running. */
  #switch(to: OperatorStats | undefined): OperatorStats | undefined {
    const now = performance.now();
    if (this.#current) this.#current.time += now - this.#since;
    this.#since = now;
    const before = this.#current;
    this.#current = to;
    return before;
  }

  /** Opens an operator so that its rows and time are counted. */
  timed({ operator, stats, beside, passing, settles }: PlannedOperator, emit: Emit, { pace }: ExecutionContext): OperatorRun {
    const run = operator.open((batch) => {
      const before = this.#switch(undefined);
      let demand: Demand;
      try {
        demand = emit(batch);
      } finally {
        this.#switch(before);
      }
      if (beside) return demand;
      stats.rowsOut += batch.length;
      stats.bytes += aboutBytes(batch);
      return demand;
    });
    const change = (to: OperatorStats | undefined): OperatorStats | undefined => this.#switch(to);
    const expanding = run.expand && {
      *expand(batch: RecordBatch): Generator<void, Demand> {
        stats.rowsIn += batch.length;
        const work = run.expand!(batch);
        for (;;) {
          const before = change(stats);
          const { done, value } = work.next();
          change(before);
          if (done) return value;
          yield;
        }
      },
    };
    return {
      ...expanding,
      push(batch) {
        if (!passing && !settles) pace.settle();
        const before = change(stats);
        let demand: Demand;
        try {
          demand = run.push(batch);
        } finally {
          change(before);
        }
        if (!beside) stats.rowsIn += batch.length;
        return demand;
      },
      *finish() {
        const pieces = run.finish()[Symbol.iterator]();
        for (;;) {
          const before = change(stats);
          const { done } = pieces.next();
          change(before);
          if (done) return;
          yield;
        }
      },
    };
  }
}
