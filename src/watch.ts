import { asQueryError } from './diagnostics/as-query-error.ts';
import type { QueryError } from './diagnostics/query-error.ts';
import type { Executor } from './executor.ts';
import { KeptAnswers } from './runtime/incremental/kept.ts';
import type { Result } from './runtime/results/result.ts';
import type { QueryOptions } from './settings.ts';
import { durationNanos } from './types/duration-text.ts';
import { LiveTable } from './vectors/live-table.ts';
import type { Table } from './vectors/table.ts';

/** What an answer of a watched query took. */
export interface WatchAnswer {
  /** How many rows of live tables were read: those that were appended since the answer before, where it goes on from that. */
  readonly rowsRead: number;
  /** Why all rows of a live table were read again, a sentence for each reason; empty where that was not needed. */
  readonly rescans: readonly string[];
  /** Milliseconds. */
  readonly time: number;
}

/** How a query is watched; `signal` ends it. */
export interface WatchOptions<Row extends object = Record<string, unknown>> extends QueryOptions {
  /** How long one answer is good at least: a duration such as `5s`, or milliseconds. Default: `1s`. */
  readonly every?: string | number;
  /** Takes an answer. The next one is not computed before the promise that it returns is settled; what it throws ends the watch. */
  readonly onResult: (result: Result<Row>, answer: WatchAnswer) => void | Promise<void>;
  /** Takes the error of an answer, after which the query is answered again when there are more rows; without it, the first error ends the watch. */
  readonly onError?: (error: QueryError) => void;
}

/** A query that is answered again as rows are appended to live tables. */
export interface Watch {
  /** Settled when the watch has ended: rejected with the error that ended it. */
  readonly ended: Promise<void>;
  /** Answers now, if there are more rows than the last answer saw, and waits until that was taken; errors are those of `ended`. */
  refresh(): Promise<void>;
  /** Ends it; an answer under way is cancelled. */
  stop(): Promise<void>;
  /** The same. */
  [Symbol.asyncDispose](): Promise<void>;
}

type Tables = ReadonlyMap<string, Table | LiveTable>;

/** The longest time of a timer, milliseconds. */
const maxTimeout = 2 ** 31 - 1;

/** Watches a query with one output. @throws RangeError for an `every` that is not a duration. */
export function watchQuery<Row extends object>(
  executor: Executor,
  tables: Tables,
  source: string,
  options: WatchOptions<Row>,
  check: Parameters<Executor['answer']>[3],
): Watch {
  const { every = 1000, onResult, onError, signal, ...query } = options;
  const milliseconds = millisecondsOf(every);
  const own = new AbortController();
  const stop = (): void => own.abort();
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const kept = new KeptAnswers();

  async function answer(): Promise<void> {
    const began = performance.now();
    try {
      const { result, answering } = await executor.answer(source, { ...query, signal: own.signal }, kept, check);
      await onResult(result as Result<object> as Result<Row>, { ...answering, time: performance.now() - began }); // as the caller knows the query
    } catch (error) {
      if (own.signal.aborted) return;
      const known = asQueryError(error, source);
      if (!onError || known !== error) throw error;
      onError(known);
    }
  }

  let answered: ReadonlyMap<string, unknown> | undefined;
  let answering: Promise<void> | undefined;
  let failure: { readonly error: unknown } | undefined;

  /** The answer to the rows that are there now; one after the other. */
  async function refresh(): Promise<void> {
    while (answering) await answering;
    const now = versionsOf(tables);
    if (own.signal.aborted || (answered && same(answered, now))) return;
    answered = now;
    // Columns of a table that has none yet would be mistakes.
    if ([...tables.values()].some(isUnknown)) return;
    answering = answer().finally(() => {
      answering = undefined;
    });
    await answering;
  }

  async function run(): Promise<void> {
    try {
      while (!own.signal.aborted) {
        const next = performance.now() + milliseconds;
        await refresh();
        await pause(next - performance.now(), own.signal);
      }
      if (failure) throw failure.error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  const ended = run();
  const end = async (): Promise<void> => {
    stop();
    await ended.catch(() => undefined); // who waits for `ended` hears of it
  };
  // What ends the watch ends it for whoever asked, too.
  const asked = (): Promise<void> =>
    refresh().catch((error: unknown) => {
      failure ??= { error };
      stop();
      throw error;
    });
  return { ended, refresh: asked, stop: end, [Symbol.asyncDispose]: end };
}

const isUnknown = (table: Table | LiveTable): boolean => table instanceof LiveTable && table.schema.length === 0;

/** What changes when a query may have another answer. */
const versionsOf = (tables: Tables): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>(
    [...tables].flatMap(([name, table]) => [
      [name, table] as const,
      ...(table instanceof LiveTable ? [[`${name} rows`, table.version] as const] : []),
    ]),
  );

const same = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>): boolean =>
  a.size === b.size && [...a].every(([name, version]) => b.get(name) === version);

function millisecondsOf(every: string | number): number {
  const nanos = typeof every === 'number' ? every * 1e6 : Number(durationNanos(every) ?? Number.NaN);
  if (!(nanos >= 0)) throw new RangeError(`'every' must be a duration such as '5s', not '${every}'`);
  return Math.min(nanos / 1e6, maxTimeout);
}

/** Waits so long, or until the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, Math.max(0, milliseconds));
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
