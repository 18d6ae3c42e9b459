import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { Schema } from '../../types/data-type.ts';
import type { Dictionary, Vector } from '../../vectors/vector.ts';
import type { ExecutionContext } from '../context.ts';
import { type Limits, limitError } from '../limits.ts';
import { cancelled } from '../scheduler.ts';
import type { OperatorStats } from '../stats.ts';
import type { Fragment } from './fragment.ts';
import type { Job, PortablePart, PortableRows, Report } from './messages.ts';
import type { ComputedFragment, GroupedPart, GroupedRows, Part } from './parts.ts';
import { portable } from './portable-plan.ts';
import { type PortableVector, portableBytes, unpackVector } from './portable-vector.ts';
import type { Thread } from './thread.ts';

/** What threads must know of a query beside its plans. */
export interface ThreadedQuery {
  readonly context: ExecutionContext;
  readonly signal: AbortSignal | undefined;
  readonly interrupted: (() => boolean) | undefined;
  /** Whether a table stays, so that it is worth sharing. */
  readonly stays: (name: string) => boolean;
}

/** A thread that may have died. */
export interface RunningThread {
  readonly thread: Thread;
  alive: boolean;
}

/** A job that a thread has. */
export interface RunningJob {
  readonly thread: RunningThread;
  onReport(report: Exclude<Report, { readonly kind: 'ready' }>): void;
  onDeath(): void;
}

/** A table that threads have. */
export interface FragmentSource {
  readonly id: number;
  readonly dictionaries: ReadonlyMap<number, Dictionary>;
  readonly schema: Schema;
  readonly rowCount: number;
}

interface FragmentQuery extends ThreadedQuery {
  readonly watch: Watch;
  readonly register: (job: RunningJob) => { readonly id: number; readonly forget: () => void };
}

/** Rows of a thread are a multiple of this, so that bitmaps of large tables can be cut without a copy. */
const rowGrain = (rowCount: number): number => (rowCount > 2 ** 16 ? 1024 : 1);
/** How often a host is asked whether a query is interrupted, milliseconds. */
const lookEveryMs = 20;
/** The longest time of a timer, milliseconds. */
const maxTimeout = 2 ** 31 - 1;

/**
 * Runs a fragment, consecutive rows of the table in each thread; undefined where a thread gives up. @throws ExecutionAbort when the query is stopped, or a thread
 * dies.
 */
export async function runFragment(
  fragment: Fragment,
  source: FragmentSource,
  threads: readonly RunningThread[],
  query: FragmentQuery,
): Promise<ComputedFragment | undefined> {
  const { context, register, watch } = query;
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const forgotten: (() => void)[] = [];
  let gaveUp = false;
  try {
    const limits = { ...context.limits, bytes: Math.floor(context.limits.bytes / (threads.length + 1)) };
    const received = new Received(source.dictionaries, limits);
    const plan = portable(fragment.plan);
    const grain = rowGrain(source.rowCount);
    const size = Math.ceil(source.rowCount / threads.length / grain) * grain;
    const parts = threads.map((thread, i): Promise<PartOfThread | undefined> => {
      const [from, to] = [Math.min(source.rowCount, i * size), Math.min(source.rowCount, (i + 1) * size)];
      return new Promise((resolve, reject) => {
        const died = (): void => reject(new ExecutionAbort(diagnose('worker-died', { start: 0, end: 0 }, { workers: threads.length })));
        const rows: GroupedRows[] = [];
        const { id, forget } = register({
          thread,
          onReport(report) {
            if (report.kind === 'givenUp') {
              // The query does it again, and may work no longer than it could alone.
              if (!gaveUp) context.pace.addWork(report.worked);
              gaveUp = true;
              resolve(undefined);
            } else if (report.kind === 'done')
              resolve({ found: received.part(report.part), rows, stats: report.stats, worked: report.worked });
            else rows.push(received.rows(report.rows));
            if (received.tooMuch) resolve(undefined);
          },
          onDeath: died,
        });
        forgotten.push(forget);
        if (!thread.alive) return died();
        const table = { table: source.id, schema: source.schema, from, to };
        thread.thread.post({ kind: 'run', job: { id, plan, ...table, ...settingsOf(context), limits, stop } });
      });
    });
    const done = await watch.orStopped(allOf(parts));
    if (done) context.pace.addWork(Math.max(...done.map(({ worked }) => worked)));
    return done && { parts: done, stats: added(done.map(({ stats }) => stats)), bytes: received.bytes };
  } finally {
    Atomics.store(stop, 0, 1);
    for (const forget of forgotten) forget();
  }
}

interface PartOfThread extends Part {
  /** Milliseconds. */
  readonly worked: number;
  readonly stats: readonly OperatorStats[];
}

/** All parts; undefined as soon as one is given up. */
function allOf(parts: readonly Promise<PartOfThread | undefined>[]): Promise<readonly PartOfThread[] | undefined> {
  return new Promise((resolve, reject) => {
    for (const part of parts) part.then((found) => found ?? resolve(undefined), reject);
    Promise.all(parts).then((all) => resolve(all.filter((part) => part !== undefined)), reject);
  });
}

type JobSettings = Pick<Job, 'timeZone' | 'now' | 'elapsed' | 'worked' | 'maxBatchRows' | 'kernels' | 'dictionaryInputs'>;

const settingsOf = ({ evaluation, pace, maxBatchRows, kernels, dictionaryInputs }: ExecutionContext): JobSettings => ({
  timeZone: evaluation.timeZone.name,
  now: Number(evaluation.now / 1_000_000n),
  elapsed: performance.now() - pace.started,
  worked: pace.worked,
  maxBatchRows,
  kernels,
  dictionaryInputs,
});

/** What may stop a query while it waits for threads. */
export interface Watch {
  /** What work comes to, unless the query is stopped first. @throws ExecutionAbort then. */
  orStopped<T>(work: Promise<T>): Promise<T>;
  /** Whether nobody waits any more. */
  readonly over: boolean;
  end(): void;
}

/** Watches what stops a query: its signal, its host, its time. */
export function watchQuery({ context, signal, interrupted }: ThreadedQuery): Watch {
  let over = false;
  let stop: (error: unknown) => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = (error) => {
      over = true;
      reject(error);
    };
  });
  stopped.catch(() => undefined); // who waits hears of it
  const abort = (): void => stop(cancelled());
  if (signal?.aborted) abort();
  signal?.addEventListener('abort', abort, { once: true });
  const left = context.limits.wallTime - (performance.now() - context.pace.started);
  const timer = left < maxTimeout ? setTimeout(() => stop(limitError('wallTime', context.limits)), left) : undefined;
  const look = (): void => {
    try {
      if (interrupted?.()) stop(cancelled('its host'));
    } catch (error) {
      stop(error);
    }
  };
  const looking = interrupted && setInterval(look, lookEveryMs);
  return {
    orStopped: (work) => Promise.race([work, stopped]),
    get over() {
      return over;
    },
    end() {
      over = true;
      clearTimeout(timer);
      clearInterval(looking);
      signal?.removeEventListener('abort', abort);
    },
  };
}

/** What comes from threads, as vectors of this one. */
class Received {
  readonly #dictionaries: ReadonlyMap<number, Dictionary>;
  readonly #limits: Limits;
  bytes = 0;

  constructor(dictionaries: ReadonlyMap<number, Dictionary>, limits: Limits) {
    this.#dictionaries = dictionaries;
    this.#limits = limits;
  }

  get tooMuch(): boolean {
    return this.bytes > this.#limits.bytes;
  }

  rows({ groups, columns, length }: PortableRows): GroupedRows {
    this.bytes += groups?.byteLength ?? 0;
    return { groups, columns: columns.map((column) => this.#vector(column)), length };
  }

  part({ keys, groupCount, rowCounts, states }: PortablePart): GroupedPart {
    this.bytes += rowCounts.byteLength;
    return {
      keys: keys.map((column) => this.#vector(column)),
      groupCount,
      rowCounts,
      states: states.map((members) => members.map((member) => this.#vector(member))),
    };
  }

  #vector(packed: PortableVector): Vector {
    this.bytes += portableBytes(packed);
    return unpackVector(packed, (id) => this.#dictionaries.get(id)!);
  }
}

/** The statistics of the same operators in several threads, added up. */
function added(all: readonly (readonly OperatorStats[])[]): OperatorStats[] {
  return (all[0] ?? []).map(({ operator }, i) => {
    const sum = (name: 'rowsIn' | 'rowsOut' | 'time' | 'bytes'): number => all.reduce((total, stats) => total + stats[i]![name], 0);
    return { operator, rowsIn: sum('rowsIn'), rowsOut: sum('rowsOut'), time: sum('time'), bytes: sum('bytes') };
  });
}
