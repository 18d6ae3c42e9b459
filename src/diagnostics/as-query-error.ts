import { type Diagnostic, diagnose } from './diagnostic.ts';
import { ExecutionAbort, QueryError } from './query-error.ts';
import { diagnosticOf, RowError } from './row-error.ts';

const nowhere = { start: 0, end: 0 };

/** What JavaScript says when one of its own bounds is reached, and the limit that stops the query before. */
const capacities: readonly (readonly [message: RegExp, what: string, limit: string])[] = [
  [/call stack/i, 'a deeper stack', 'depth'],
  [/(set|map) maximum size/i, 'larger sets', 'groups'],
  [
    /invalid (string|array|typed array|data ?view|array buffer) length|allocation failed|out of memory|bigint size/i,
    'larger values',
    'bytes',
  ],
];

/** The diagnostic of whatever stopped a query: its own reason, a bound of JavaScript, or a mistake of the host or the engine. */
export function diagnosticOfError(error: unknown): Diagnostic {
  if (error instanceof ExecutionAbort) return error.diagnostic;
  if (error instanceof RowError) {
    const { kind, span = nowhere, call = 'expression', reason } = error;
    return diagnose(diagnosticOf(kind), span, { call, reason });
  }
  const reason = reasonOf(error);
  if (error instanceof RangeError)
    for (const [message, what, limit] of capacities) if (message.test(reason)) return diagnose('limit-capacity', nowhere, { what, limit });
  return diagnose('engine-failed', nowhere, { reason });
}

/** The message of anything that was thrown; a host can throw what has none, or fails when asked. */
export function reasonOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return 'an error without a message';
  }
}

/** The error of a stopped query, as its caller sees it: always a QueryError; one that is not the query's own has its cause. */
export function asQueryError(error: unknown, source: string): QueryError {
  if (error instanceof QueryError) return error;
  if (error instanceof RowError) return new QueryError([diagnosticOfError(error)], source);
  const cause = error instanceof ExecutionAbort ? error.cause : error;
  return new QueryError([diagnosticOfError(error)], source, cause === undefined ? undefined : { cause });
}
