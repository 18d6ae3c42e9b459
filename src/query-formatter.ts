import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { QueryError } from './diagnostics/query-error.ts';
import { printScript } from './parser/layout.ts';
import { parseScript } from './parser/parser.ts';
import { defaultLimits } from './runtime/limits.ts';

/**
 * The canonical layout of a script, its comments kept: one pipe a line where a pipeline is long. Formatting twice gives
 * the same text, and never another meaning.
 * @throws QueryError where the text does not parse.
 */
export function format(text: string): string {
  const { tree, diagnostics, comments } = parseScript(text, defaultLimits);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new QueryError(diagnostics, text);
  return printScript(tree, comments, text);
}

/** The text with the first fix of every diagnostic applied; where two overlap, the one that comes first in the text. */
export function applyFixes(text: string, diagnostics: readonly Diagnostic[]): string {
  const edits = diagnostics.flatMap(({ fixes }) => fixes?.slice(0, 1) ?? []).sort((a, b) => a.span.start - b.span.start);
  let result = '';
  let at = 0;
  for (const { span, text: replacement } of edits) {
    if (span.start < at) continue;
    result += text.slice(at, span.start) + replacement;
    at = span.end;
  }
  return result + text.slice(at);
}
