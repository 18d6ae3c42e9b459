import { QueryError } from './diagnostics/query-error.ts';
import { parseScript } from './parser/parser.ts';
import { printScript } from './parser/printer.ts';
import { defaultLimits } from './runtime/limits.ts';

/**
 * The canonical layout of a script. Comments are not kept.
 * @throws QueryError where the text does not parse.
 */
export function format(text: string): string {
  const { tree, diagnostics } = parseScript(text, defaultLimits);
  if (diagnostics.some((diagnostic) => diagnostic.severity === 'error')) throw new QueryError(diagnostics, text);
  return printScript(tree);
}
