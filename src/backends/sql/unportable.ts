import type { Span } from '../../diagnostics/span.ts';

/** Thrown where an expression or a stage has no exact translation: it runs here, on what the backend answers. */
export class Unportable extends Error {
  readonly what: string;
  readonly reason: string;
  readonly rewrite: string | undefined;
  /** The expression, where it is known. */
  span: Span | undefined;
  /** What else of the same stage has no translation. */
  others: readonly Unportable[] = [];

  constructor(what: string, reason: string, rewrite?: string, span?: Span) {
    super(`${what}: ${reason}`);
    this.what = what;
    this.reason = reason;
    this.rewrite = rewrite;
    this.span = span;
  }
}

/** Translates all of something. @throws Unportable with everything of it that has no translation. */
export function translateAll<T>(items: readonly T[], translate: (item: T, index: number) => string): readonly string[] {
  const found: string[] = [];
  const failed: Unportable[] = [];
  for (const [i, item] of items.entries()) {
    try {
      found.push(translate(item, i));
    } catch (error) {
      if (!(error instanceof Unportable)) throw error;
      failed.push(error, ...error.others);
    }
  }
  const [first, ...others] = failed;
  if (!first) return found;
  first.others = others;
  throw first;
}
