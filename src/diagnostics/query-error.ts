import type { Diagnostic } from './diagnostic.ts';
import { renderDiagnostics } from './render.ts';

/** Thrown when a query cannot be compiled or must stop; carries what there is to say about it. */
export class QueryError extends Error {
  override readonly name = 'QueryError';
  readonly diagnostics: readonly Diagnostic[];
  readonly source: string;

  constructor(diagnostics: readonly Diagnostic[], text: string, options?: ErrorOptions) {
    const first = diagnostics.find((d) => d.severity === 'error') ?? diagnostics[0];
    super(first ? `${first.code}: ${first.message}` : 'the query failed', options);
    this.diagnostics = diagnostics;
    this.source = text;
  }

  /** The diagnostics with the source lines and carets under the mistakes. */
  render(): string {
    return renderDiagnostics(this.diagnostics, this.source);
  }
}

/** Thrown by a running operator: a diagnostic on its way to becoming a {@link QueryError}. */
export class ExecutionAbort extends Error {
  override readonly name = 'QueryFailure';
  readonly diagnostic: Diagnostic;

  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** Thrown when the engine itself is wrong; please report it with the query. */
export class InternalError extends Error {
  override readonly name = 'InternalError';
}

/** Throws an {@link InternalError} unless the claim holds. */
export function invariant(claim: unknown, message: string): asserts claim {
  if (!claim) throw new InternalError(`${message} (a bug in Logflume: please report it with the query)`);
}

/** Thrown out of parsing and binding a text that shows mistake after mistake: explaining each takes time, and nobody reads hundreds. */
export class TooManyMistakes extends Error {}
