import type { Diagnostic } from './diagnostic.ts';

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
