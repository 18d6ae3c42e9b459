import { type Expression, some } from '../../operators/expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapExpressions, type PlanOf } from '../../operators/plan/plan.ts';
import { ChunkedTable } from '../../vectors/chunked-table.ts';
import type { Table } from '../../vectors/table.ts';
import type { ExecutionContext } from '../context.ts';
import { Reservation } from '../memory.ts';
import { GivenUp } from '../parallel/no-warnings.ts';
import { portable } from '../parallel/portable-plan.ts';
import { RunningAggregate } from './running-aggregate.ts';
import { RunningRows } from './running-rows.ts';
import type { Kept } from './update.ts';

/** How a query was answered again. */
export interface Answering {
  /** By what is kept of the answers before: how many rows of live tables were read for it. */
  readonly rowsRead: number;
  /** Why all rows of a live table were read; empty where that was not needed. */
  readonly rescans: readonly string[];
}

/** What is kept of a query between its answers. */
export class KeptAnswers {
  #kept = new Map<string, Kept>();
  /** Parts of plans that warn of something, which only all rows tell right. */
  readonly #warned = new Set<string>();
  /** Whether an answer was not finished, so that what is kept may be half of it. */
  #unfinished = false;

  /** What is known of the nodes of plans, with the rows that were appended since. */
  *update(
    plans: readonly LogicalPlan[],
    context: ExecutionContext,
  ): Generator<void, Answering & { readonly nodes: ReadonlyMap<LogicalPlan, Table> }> {
    if (this.#unfinished) this.#kept = new Map();
    this.#unfinished = true;
    const nodes = new Map<LogicalPlan, Table>();
    const kept = new Map<string, Kept>();
    const rescans = new Set<string>();
    const reservation = new Reservation(context.evaluation.memory);
    let rowsRead = 0;
    const { found, others } = partsOf(plans, (name) => context.tableOf(name) instanceof ChunkedTable);
    for (const { scan, reason } of others) {
      rescans.add(reason);
      rowsRead += context.tableOf(scan.table).rowCount;
    }
    for (const { plan, scan } of found) {
      const table = context.tableOf(scan.table) as ChunkedTable; // as `partsOf` asked
      const key = keyOf(plan);
      if (this.#warned.has(key)) {
        rescans.add(`cells of '${scan.table}' fail or warn, which only all rows tell right`);
        rowsRead += table.rowCount;
        continue;
      }
      const running =
        kept.get(key) ?? this.#kept.get(key) ?? (plan.kind === 'Aggregate' ? new RunningAggregate(plan) : new RunningRows(plan));
      try {
        const update = yield* running.update(table, context);
        nodes.set(plan, update.table);
        rowsRead += update.rowsRead;
        if (update.again) rescans.add(update.again);
        kept.set(key, running);
      } catch (error) {
        if (!(error instanceof GivenUp)) throw error;
        this.#warned.add(key);
        rescans.add(`cells of '${scan.table}' fail or warn, which only all rows tell right`);
        rowsRead += table.rowCount;
      }
      reservation.resize([...kept.values()].reduce((bytes, one) => bytes + one.byteSize(), 0));
    }
    // What a plan no longer has, such as an aggregation from an hour ago on, is forgotten.
    this.#kept = kept;
    this.#unfinished = false;
    return { nodes, rowsRead, rescans: [...rescans] };
  }
}

type Scan = PlanOf<'Scan'>;

/** The parts of plans that can be kept, and the scans of tables that grow elsewhere. */
function partsOf(plans: readonly LogicalPlan[], isLive: (table: string) => boolean) {
  const found: { readonly plan: LogicalPlan; readonly scan: Scan }[] = [];
  const others: { readonly scan: Scan; readonly reason: string }[] = [];
  const seen = new Set<LogicalPlan>();
  const visit = (plan: LogicalPlan, reader: string): void => {
    if (seen.has(plan)) return;
    seen.add(plan);
    if (plan.kind === 'Scan') {
      if (isLive(plan.table)) others.push({ scan: plan, reason: `${reader} reads all rows of '${plan.table}'` });
      return;
    }
    const chain = chainOf(plan);
    if (chain && isLive(chain.table)) found.push({ plan, scan: chain });
    else for (const input of inputsOf(plan)) visit(input, plan.kind === 'Project' ? reader : plan.kind);
  };
  for (const plan of plans) visit(plan, 'the result');
  return { found, others };
}

/** The scan below an aggregation of filters and projections, or below filters; undefined for other nodes, and where a function differs by call. */
function chainOf(plan: LogicalPlan): Scan | undefined {
  let pays = plan.kind === 'Aggregate';
  for (let node = plan; ; node = inputsOf(node)[0]!) {
    if (isVolatile(node)) return undefined;
    if (node.kind === 'Scan') return pays ? node : undefined;
    if (node !== plan || node.kind !== 'Aggregate') {
      if (node.kind !== 'Filter' && node.kind !== 'Project') return undefined;
      pays ||= node.kind === 'Filter';
    }
  }
}

function isVolatile(plan: LogicalPlan): boolean {
  let volatile = false;
  mapExpressions(plan, (expression) => {
    volatile ||= some(expression, (node: Expression) => node.kind === 'call' && node.fn.volatility !== 'immutable');
    return expression;
  });
  return volatile;
}

/** Equal for parts of plans that compute the same. */
const keyOf = (plan: LogicalPlan): string =>
  JSON.stringify(portable(plan), (_, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (typeof part === 'number') return Number.isFinite(part) && !Object.is(part, -0) ? part : `#${Object.is(part, -0) ? '-0' : part}`;
    if (part instanceof Map || part instanceof Set) return [...part];
    return part;
  });
