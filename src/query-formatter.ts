import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { QueryError } from './diagnostics/query-error.ts';
import { printScript } from './parser/layout.ts';
import { parseScript } from './parser/parser.ts';
import { defaultLimits } from './runtime/limits.ts';

/**
 * Formats a script in the canonical layout, with its comments: one stage per line if a pipeline is long. Formatting is
 * idempotent and keeps the meaning.
 * @throws QueryError if the source does not parse.
 */
export function format(source: string): string {
  const { tree, diagnostics, comments } = parseScript(source, defaultLimits);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new QueryError(diagnostics, source);
  return printScript(tree, comments, source);
}

/** The source with the first fix of every diagnostic applied; of two that overlap, only the first one. */
export function applyFixes(source: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics.flatMap(({ fixes }) => fixes?.slice(0, 1) ?? []).sort((a, b) => a.span.start - b.span.start);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of edits) {
    if (span.start < at) continue;
    result += source.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + source.slice(at);
}
