import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { LazyLibrary } from '../../functions/declaration.ts';
import { type Expression, some } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapExpressions } from './plan.ts';

/** The libraries that the functions of a plan or an expression need. */
export function librariesOf(node: LogicalPlan | Expression, found: Set<LazyLibrary> = new Set()): Set<LazyLibrary> {
  if ('schema' in node) {
    for (const input of inputsOf(node)) librariesOf(input, found);
    mapExpressions(node, (expression) => {
      librariesOf(expression, found);
      return expression;
    });
  } else {
    some(node, (part) => {
      if (part.kind === 'call' && part.fn.library) found.add(part.fn.library);
      return false;
    });
  }
  return found;
}

/** Requires that libraries are loaded, for synchronous runs. @throws ExecutionAbort naming one that is not. */
export function requireLoaded(libraries: readonly LazyLibrary[]): void {
  const missing = libraries.find((library) => !library.ready());
  if (!missing) return;
  const help = `await engine.loadLibraries() first, or use engine.query, which loads ${missing.name} when needed`;
  const parameters = { name: missing.name, reason: 'it is loaded asynchronously when first used' };
  throw new ExecutionAbort(diagnose('unreadable-input', { start: 0, end: 0 }, parameters, { help }));
}
