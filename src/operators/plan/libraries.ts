import { diagnose } from '../../diagnostics/diagnostic.ts';
import { ExecutionAbort } from '../../diagnostics/query-error.ts';
import type { LazyLibrary } from '../../functions/declaration.ts';
import { type Expression, some } from '../expressions/expression.ts';
import { inputsOf, type LogicalPlan, mapExpressions } from './plan.ts';

/** The libraries that the functions of plans need; a node with several readers is visited once. */
export function librariesOfPlans(plans: readonly LogicalPlan[]): ReadonlySet<LazyLibrary> {
  const found = new Set<LazyLibrary>();
  const visited = new Set<LogicalPlan>();
  const open = [...plans];
  for (let node = open.pop(); node; node = open.pop()) {
    if (visited.has(node)) continue;
    visited.add(node);
    open.push(...inputsOf(node));
    mapExpressions(node, (expression) => {
      librariesOf(expression, found);
      return expression;
    });
  }
  return found;
}

/** The libraries that the functions of an expression need. */
export function librariesOf(expression: Expression, found: Set<LazyLibrary> = new Set()): Set<LazyLibrary> {
  some(expression, (part) => {
    if (part.kind === 'call' && part.fn.library) found.add(part.fn.library);
    return false;
  });
  return found;
}

/** Requires that libraries are loaded, for synchronous runs. @throws ExecutionAbort naming one that is not. */
export function requireLoaded(libraries: ReadonlySet<LazyLibrary>): void {
  const missing = [...libraries].find((library) => !library.ready());
  if (!missing) return;
  const help = `await engine.loadLibraries() first, or use engine.query, which loads ${missing.name} when needed`;
  const parameters = { name: missing.name, reason: 'it is loaded asynchronously when first used' };
  throw new ExecutionAbort(diagnose('unreadable-input', { start: 0, end: 0 }, parameters, { help }));
}
