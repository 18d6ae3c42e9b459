import type { HostCall, HostCallProblem } from '../functions/host-call.ts';
import { durationNanos } from '../types/duration-text.ts';
import { Table } from '../vectors/table.ts';
import { Evaluator, type QueryRange } from './evaluate.ts';
import { type Labels, noLabels } from './labels.ts';
import { parsePromql } from './parse.ts';
import { type Budget, type SeriesStore, storeOf } from './store.ts';
import { type PromNode, PromqlError } from './syntax.ts';
import type { Sample } from './vectors.ts';

/** The query window in nanoseconds, the end exclusive. */
export interface Window {
  readonly begin: bigint;
  readonly end: bigint;
}

/** A query over a range, as it is asked. */
export interface Asked {
  readonly query: string;
  /** A duration; one minute unless given. */
  readonly step?: string | null | undefined;
  readonly window: Window | undefined;
}

/** Bytes of a point that a query answers. */
const pointBytes = 24;

const labelsType = 'map(varchar, varchar)';

/** The columns of queries over a range: one row per series. */
export const rangeColumns = { __labels__: labelsType, __name__: 'varchar', __ts__: 'array(bigint)', __value__: 'array(double)' } as const;

/** The columns of queries at an instant: those of tables of metrics. */
export const instantColumns = { __labels__: labelsType, __name__: 'varchar', __time_nano__: 'bigint', __value__: 'double' } as const;

/** The milliseconds of a step. @throws Error for a text that is not a duration. */
function stepOf(step: string | null | undefined): number {
  if (step === null || step === undefined) return 60_000;
  const nanos = /^\d+(?:\.\d+)?$/.test(step) ? BigInt(Math.round(Number(step) * 1e9)) : durationNanos(step);
  if (nanos === undefined || nanos < 1_000_000n) throw new Error(`the step '${step}' is not a duration such as '1m'`);
  return Number(nanos / 1_000_000n);
}

const milliseconds = (nanos: bigint): number => Number(nanos / 1_000_000n);

/** The instants of a query: those of the window, or else of the samples. */
function rangeOf({ window, step }: Asked, { span }: SeriesStore): QueryRange {
  const distance = stepOf(step);
  if (window) return { start: milliseconds(window.begin), end: milliseconds(window.end - 1n), step: distance };
  const [first, last] = span ?? [0, 0];
  return { start: Math.floor(first / distance) * distance, end: Math.floor(last / distance) * distance, step: distance };
}

/** The labels and name of a result. */
const named = (labels: Labels): { readonly __labels__: Record<string, string>; readonly __name__: string | null } => ({
  __labels__: Object.fromEntries(labels.unnamed.pairs),
  __name__: labels.get('__name__') || null,
});

const samplesOf = (value: number | string | readonly Sample[]): readonly Sample[] => {
  if (typeof value === 'string') throw new Error('the query is a string, which is not an answer');
  return typeof value === 'number' ? [{ labels: noLabels, value }] : value;
};

/** Answers a query over a range of time. @throws PromqlError, Error */
export function* rangeAnswer(metrics: Table, asked: Asked, budget: Budget): Generator<void, Table> {
  const node = parsed(asked.query);
  const store = yield* storeOf(metrics, budget);
  const range = rangeOf(asked, store);
  const evaluator = new Evaluator(store, range, budget);
  const series = new Map<string, { readonly labels: Labels; readonly times: bigint[]; readonly values: number[] }>();
  for (let now = range.start; now <= range.end; now += range.step) {
    const samples = samplesOf(evaluator.value(node, now));
    budget.memory.reserve(pointBytes * samples.length);
    budget.tick(samples.length + 1);
    for (const { labels, value } of samples) {
      let own = series.get(labels.key);
      if (!own) {
        own = { labels, times: [], values: [] };
        series.set(labels.key, own);
      }
      own.times.push(BigInt(now) * 1_000_000n);
      own.values.push(value);
    }
    yield;
  }
  const sorted = [...series.values()].sort((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
  return tableOf(
    rangeColumns,
    sorted.map(({ labels, times, values }) => ({ ...named(labels), __ts__: times, __value__: values })),
  );
}

/** Answers a query at one instant: the end of the window, or else the last sample. @throws PromqlError, Error */
export function* instantAnswer(metrics: Table, asked: Asked, budget: Budget): Generator<void, Table> {
  const node = parsed(asked.query);
  const store = yield* storeOf(metrics, budget);
  const now = asked.window ? milliseconds(asked.window.end) : (store.span?.[1] ?? 0);
  const samples = samplesOf(new Evaluator(store, { start: now, end: now, step: 1 }, budget).value(node, now));
  budget.memory.reserve(pointBytes * samples.length);
  const time = BigInt(now) * 1_000_000n;
  return tableOf(
    instantColumns,
    samples.map(({ labels, value }) => ({ ...named(labels), __time_nano__: time, __value__: value })),
  );
}

const tableOf = (columns: Readonly<Record<string, string>>, rows: readonly object[]): Table =>
  Table.from(rows, { schema: Object.entries(columns).map(([name, type]) => ({ name, type })) });

function parsed(query: string): PromNode {
  try {
    return parsePromql(query);
  } catch (error) {
    if (error instanceof PromqlError) throw new Error(`${error.message} in '${query}'`, { cause: error });
    throw error;
  }
}

/** What is wrong with a query, with its place. */
function problemsOf(query: unknown): readonly HostCallProblem[] {
  try {
    parsePromql(String(query));
    return [];
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    return [{ parameter: 'query', reason: error.message, ...error.place }];
  }
}

function stepProblems(step: unknown): readonly HostCallProblem[] {
  try {
    stepOf(step as string | undefined);
    return [];
  } catch (error) {
    return [{ parameter: 'step', reason: (error as Error).message }]; // stepOf throws no others
  }
}

/** Wraps the generator of an answer as a call. */
export function callOf(answer: typeof rangeAnswer, columns: Readonly<Record<string, string>>, summary: string, hasStep: boolean): HostCall {
  return {
    summary,
    parameters: { query: 'varchar', ...(hasStep ? { 'step?': 'varchar' } : {}) },
    columns,
    check: ({ query, step }) => [...problemsOf(query), ...stepProblems(step)],
    run: ({ query, step }, { input, window, tick, memory, warn }) =>
      answer(input, { query: query as string, step: step as string | undefined, window }, { tick, memory, warn }), // of the declared types
  };
}
