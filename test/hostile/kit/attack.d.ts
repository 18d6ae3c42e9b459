import type { EngineOptions, QueryOptions, Table } from '../../../src/index.ts';

/** How an attack reaches the engine; every way has its own bound on time. */
export type Way = 'query' | 'signal' | 'sync' | 'stream' | 'compile' | 'evaluate' | 'custom';

/** One attack; an attack file lists them in one line each. */
export interface Attack {
  /** What is attacked, in a few words; unique in its file. */
  readonly name: string;
  /** The source of the query, or how it is made. */
  readonly query?: string | (() => string);
  /** The rows of the table `logs`; one row `{ x: 1 }` if absent. */
  readonly rows?: () => readonly object[];
  /** Other tables, or `logs` itself, by name. */
  readonly tables?: (library: typeof import('../../../src/index.ts')) => Record<string, Table>;
  readonly engine?: EngineOptions;
  readonly options?: QueryOptions | (() => QueryOptions);
  /** Default: `query`, `signal`, and `sync`. */
  readonly ways?: readonly Way[];
  /** The attack itself, where it is no query; what it returns is not looked at, and what it throws must be a QueryError. */
  readonly run?: (library: typeof import('../../../src/index.ts')) => unknown;
  /** The code of the only acceptable error, or `rows`. Otherwise rows and every QueryError are fine. */
  readonly expect?: string;
  /** Whether the engine has `untrustedLimits`, as an attack of a stranger on a server meets; bounds of turns that need them are stated there. */
  readonly untrusted?: boolean;
  /** Whether memory is attacked: a process of its own, `bytes` at 100 MB. */
  readonly memory?: boolean;
  /** Whether all of the work is in one cell, where a signal is seen only when the cell is done: the way `signal` is left out. */
  readonly oneCell?: boolean;
  /** Milliseconds that the answer may take beyond the bound of its way, with the reason next to it. */
  readonly grace?: number;
}

/** What became of one attempt. */
export interface Outcome {
  readonly kind: string;
  readonly name: string;
  readonly way: Way;
  readonly passed: boolean;
  /** `rows`, the code of a QueryError, the class of another error, `hang`, or `died`. */
  readonly answer: string;
  /** Milliseconds from the limit or the signal, or from the start. */
  readonly late: number;
  /** Peak of resident memory, MB. */
  readonly peak: number;
  readonly why: string;
}
