import type { LogicalPlan } from './operators/plan/plan.ts';
import { type Fragment, fragmentsOf } from './runtime/parallel/fragment.ts';
import {
  type RunningJob,
  type RunningThread,
  runFragment,
  type ThreadedQuery,
  type Watch,
  watchQuery,
} from './runtime/parallel/fragment-run.ts';
import type { DropOrder, Report } from './runtime/parallel/messages.ts';
import type { ComputedFragment } from './runtime/parallel/parts.ts';
import type { PortableVector } from './runtime/parallel/portable-vector.ts';
import { dictionaryOrders, type SharedTable, SharedTables } from './runtime/parallel/shared-tables.ts';
import { nodeThread, nodeThreads, pageThread, type Thread } from './runtime/parallel/thread.ts';
import { runCooperatively, turnIfDue } from './runtime/scheduler.ts';
import { ticking } from './runtime/ticking.ts';

/** The threads of an engine. */
export interface Threads {
  /** Runs in threads what they can of plans; the rest, and what a thread gives up, runs where the query does. @throws ExecutionAbort */
  compute(plans: readonly LogicalPlan[], query: ThreadedQuery): Promise<ReadonlyMap<LogicalPlan, ComputedFragment>>;
  close(): Promise<void>;
}

/** Threads for the queries of an engine; they are started when the first query has work for them. */
export function createThreads(count: number, minRows: number): Threads {
  return new ThreadPool(count, minRows);
}

declare const Worker: new (url: URL, options: { readonly type: 'module' }) => unknown;

/** A thread, and what it was sent. */
interface Member extends RunningThread {
  readonly ready: Promise<boolean>;
  /** By table, the indexes of the columns that it has. */
  readonly columns: Map<number, Set<number>>;
  /** How many strings of each dictionary it has. */
  readonly dictionaries: Map<number, number>;
  /** Done when it was sent all that was to be sent so far. */
  sent: Promise<void>;
}

class ThreadPool implements Threads {
  readonly #count: number;
  readonly #minRows: number;
  readonly #tables = new SharedTables((order) => this.#drop(order));
  readonly #jobs = new Map<number, RunningJob>();
  #members: (Member | undefined)[] = [];
  #starting: Promise<readonly Member[] | undefined> | undefined;
  #lastJob = 0;
  #holders = 0;
  /** Whether the host has no threads, or its threads cannot be started. */
  #unavailable = !canShare();

  constructor(count: number, minRows: number) {
    this.#count = count;
    this.#minRows = minRows;
  }

  async compute(plans: readonly LogicalPlan[], query: ThreadedQuery): Promise<ReadonlyMap<LogicalPlan, ComputedFragment>> {
    const computed = new Map<LogicalPlan, ComputedFragment>();
    if (this.#unavailable) return computed;
    const { context, stays } = query;
    for (const fragment of fragmentsOf(plans)) {
      const { table: name } = fragment.scan;
      const { rowCount } = context.tableOf(name);
      if (rowCount < this.#minRows || rowCount > context.limits.rowsScanned || !stays(name)) continue;
      const found = await this.#computeFragment(fragment, query);
      if (found) computed.set(fragment.plan, found);
    }
    return computed;
  }

  async close(): Promise<void> {
    this.#unavailable = true;
    const members = this.#members;
    this.#members = [];
    for (const job of this.#jobs.values()) job.onDeath();
    await Promise.all(members.map((member) => member?.thread.end()));
  }

  async #computeFragment(fragment: Fragment, query: ThreadedQuery): Promise<ComputedFragment | undefined> {
    const { context, signal } = query;
    const table = context.tableOf(fragment.scan.table);
    for (const index of fragment.scan.columns) {
      const sharing = ticking(this.#tables.share(table, index), context.evaluation);
      if (!(await runCooperatively(sharing, signal, context.pace))) return undefined;
    }
    this.#hold(1);
    const watch = watchQuery(query);
    try {
      const members = await watch.orStopped(this.#started());
      if (!members) return undefined;
      for (const member of members) {
        const given = member.sent.then(() => give(member, this.#tables.of(table), fragment.scan.columns, watch));
        member.sent = given.catch(() => undefined);
        await watch.orStopped(given);
      }
      const { id, dictionaries } = this.#tables.of(table);
      const source = { id, dictionaries, schema: table.schema, rowCount: table.rowCount };
      return await runFragment(fragment, source, members, { ...query, watch, register: (job) => this.#register(job) });
    } finally {
      watch.end();
      this.#hold(-1);
    }
  }

  /** Takes a job, and answers its number and how it is forgotten. */
  #register(job: RunningJob): { readonly id: number; readonly forget: () => void } {
    const id = ++this.#lastJob;
    this.#jobs.set(id, job);
    return { id, forget: () => void this.#jobs.delete(id) };
  }

  /** The process waits for threads while a query waits for them. */
  #hold(by: number): void {
    this.#holders += by;
    for (const member of this.#members) member?.thread.hold(this.#holders > 0);
  }

  /** All threads, those that died started again; undefined where threads cannot be started. */
  #started(): Promise<readonly Member[] | undefined> {
    this.#starting ??= this.#startAll().finally(() => {
      this.#starting = undefined;
    });
    return this.#starting;
  }

  async #startAll(): Promise<readonly Member[] | undefined> {
    try {
      for (let i = 0; i < this.#count; i++) {
        // The engine may have been closed meanwhile.
        if (this.#unavailable) return undefined;
        if (!this.#members[i]?.alive) this.#members[i] = await this.#start();
      }
      const members = this.#members as readonly Member[]; // each was just started
      const ready = await Promise.all(members.map((member) => member.ready));
      if (ready.every(Boolean)) return [...members];
    } catch {
      // The host forbids threads.
    }
    this.#unavailable = true;
    return undefined;
  }

  async #start(): Promise<Member> {
    let settle: (ready: boolean) => void = () => undefined;
    const ready = new Promise<boolean>((resolve) => {
      settle = resolve;
    });
    const events = {
      onReport: (report: Report): void => {
        if (report.kind === 'ready') settle(true);
        else this.#jobs.get(report.job)?.onReport(report);
      },
      onDeath: (): void => {
        settle(false);
        member.alive = false;
        for (const job of this.#jobs.values()) if (job.thread === member) job.onDeath();
      },
    };
    const thread = await startThread(events);
    if (this.#unavailable) void thread.end();
    const member: Member = { thread, ready, columns: new Map(), dictionaries: new Map(), sent: Promise.resolve(), alive: true };
    thread.hold(this.#holders > 0);
    return member;
  }

  #drop(order: DropOrder): void {
    const { table, dictionary } = order;
    for (const member of this.#members) {
      if (!member) continue;
      member.thread.post(order);
      if (table !== undefined) member.columns.delete(table);
      if (dictionary !== undefined) member.dictionaries.delete(dictionary);
    }
  }
}

/** Gives a thread what it does not have of columns, as long as somebody waits for it; what is missing then is given for the next query. */
async function give(member: Member, { id, columns, dictionaries }: SharedTable, indexes: readonly number[], watch: Watch): Promise<void> {
  let since = performance.now();
  const given = member.columns.get(id) ?? new Set();
  member.columns.set(id, given);
  for (const index of indexes) {
    const vector = columns[index]!; // it was shared before
    if (given.has(index)) continue;
    for (const number of dictionariesOf(vector)) {
      const dictionary = dictionaries.get(number)!;
      // It may have grown, where rows were appended to a table.
      for (const { order, to } of dictionaryOrders(number, dictionary, member.dictionaries.get(number) ?? 0)) {
        if (!member.alive || watch.over) return;
        member.thread.post(order);
        member.dictionaries.set(number, to);
        since = await turnIfDue(since, undefined);
      }
    }
    if (!member.alive || watch.over) return;
    given.add(index);
    member.thread.post({ kind: 'column', table: id, index, vector });
  }
}

/** Whether threads can share memory here: pages can only where they are isolated from others. */
function canShare(): boolean {
  const { crossOriginIsolated } = globalThis as { readonly crossOriginIsolated?: boolean };
  return typeof SharedArrayBuffer === 'function' && crossOriginIsolated !== false;
}

async function startThread(events: Parameters<typeof nodeThread>[2]): Promise<Thread> {
  const node = await nodeThreads();
  if (node) return nodeThread(node, import.meta.url, events);
  // Bundlers look for exactly this.
  return pageThread(new Worker(new URL('./worker.js', import.meta.url), { type: 'module' }), events);
}

function dictionariesOf(vector: PortableVector): readonly number[] {
  switch (vector.encoding) {
    case 'dictionary':
      return typeof vector.dictionary === 'number' ? [vector.dictionary] : [];
    case 'list':
      return dictionariesOf(vector.child);
    case 'map':
      return [...dictionariesOf(vector.keys), ...dictionariesOf(vector.values)];
    case 'row':
      return vector.children.flatMap(dictionariesOf);
    default:
      return [];
  }
}
