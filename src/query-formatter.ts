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
