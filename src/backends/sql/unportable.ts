import type { Span } from '../../diagnostics/span.ts';

/** Thrown where an expression or a stage has no exact translation: it runs here, on what the backend answers. */
export class Unportable extends Error {
  readonly what: string;
  readonly reason: string;
  readonly rewrite: string | undefined;
  /** The expression, where it is known. */
  span: Span | undefined;

  constructor(what: string, reason: string, rewrite?: string, span?: Span) {
    super(`${what}: ${reason}`);
    this.what = what;
    this.reason = reason;
    this.rewrite = rewrite;
    this.span = span;
  }
}
