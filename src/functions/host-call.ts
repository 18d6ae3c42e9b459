import type { Schema } from '../types/data-type.ts';
import type { Table } from '../vectors/table.ts';
import type { MemoryTracker } from './declaration.ts';

/** The source that a pipeline begins with, where the host loaded it: `.name with(key = value, …)`. */
export interface HostSource {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** What a call of the host runs in. */
export interface HostCallContext {
  /** The rows of the pipeline before the call. */
  readonly input: Table;
  /** The source of the pipeline, if it is one of the host. */
  readonly source: HostSource | undefined;
  /** The query window in nanoseconds since 1970, the end exclusive; undefined if the query has none. */
  readonly window: { readonly begin: bigint; readonly end: bigint } | undefined;
  /** Aborted when the answer is no longer needed: cancelled, too late, or given. */
  readonly signal: AbortSignal;
  /** The clock of the engine: nanoseconds since 1970 when the query started. */
  readonly now: bigint;
  /** Called from long loops with the steps taken; throws when the query must stop. */
  readonly tick: (steps?: number) => void;
  /** The account of what the query keeps in memory. */
  readonly memory: MemoryTracker;
  /** Adds a warning (SPL4051) to the result of the query. */
  readonly warn: (message: string) => void;
}

/** What is wrong with an argument of a call. */
export interface HostCallProblem {
  readonly parameter: string;
  readonly reason: string;
  readonly help?: string;
  /** The part of a string that is meant, by its characters; all of the argument unless given. */
  readonly start?: number;
  readonly end?: number;
}

/** What answers a call: a table, the promise of one, or work that ends with one and yields where others may run. */
export type HostCallAnswer = Table | Promise<Table> | Generator<void, Table>;

/** What answers `… | <family>-call <name>(…)`. */
export interface HostCall {
  /** One sentence for help and completion. */
  readonly summary?: string;
  /** Parameters in order, with their types as the language writes them; a name that ends in `?` is optional. */
  readonly parameters?: Readonly<Record<string, string>>;
  /** The columns that it answers with, by name, with their types as the language writes them; or a function of the arguments and the columns so far. */
  readonly columns:
    | Readonly<Record<string, string>>
    | ((args: Readonly<Record<string, unknown>>, input: Schema) => Readonly<Record<string, string>>);
  /** Looks at the arguments when the query is compiled. */
  readonly check?: (args: Readonly<Record<string, unknown>>) => readonly HostCallProblem[];
  /** Answers; an error that it throws becomes the reason of an SPL4050. */
  readonly run: (args: Readonly<Record<string, unknown>>, context: HostCallContext) => HostCallAnswer;
}

/** The calls of a host by family and name: `entity-call get_trace(…)` is `{ entity: { get_trace: … } }`. */
export type HostCalls = Readonly<Record<string, Readonly<Record<string, HostCall>>>>;
