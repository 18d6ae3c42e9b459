import type { Diagnostic } from './diagnostic.ts';
import { renderDiagnostics } from './render.ts';

/** Thrown when a query cannot be compiled or has to stop; carries the diagnostics that say why. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly diagnostics: readonly Diagnostic[];
  readonly source: string;

  constructor(diagnostics: readonly Diagnostic[], source: string, options?: ErrorOptions) {
    const first = diagnostics.find((d) => d.severity === 'error') ?? diagnostics[0];
    super(first ? `${first.code}: ${first.message}` : 'the query failed', options);
    this.diagnostics = diagnostics;
    this.source = source;
  }

  /** The diagnostics with the source lines and carets under the mistakes. */
  render(): string {
    return renderDiagnostics(this.diagnostics, this.source);
  }
}

/** Thrown by a running operator: a diagnostic on its way to becoming a {@link QueryError}. */
export class ExecutionAbort extends Error {
  override readonly name = 'ExecutionAbort';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic, options?: ErrorOptions) {
    super(diagnostic.message, options);
    this.diagnostic = diagnostic;
  }
}

/** Thrown when the engine itself has a bug; please report it with the query. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/** Throws an {@link InternalError} unless the condition is true. */
export function invariant(claim: unknown, message: string): asserts claim {
  if (!claim) throw new InternalError(`${message} (a bug in Logflume: please report it with the query)`);
}

/** Thrown to stop parsing or binding a query with very many mistakes: explaining each takes time, and nobody reads hundreds. */
export class TooManyMistakes extends Error {}
