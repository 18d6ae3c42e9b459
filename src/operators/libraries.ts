import type { LazyLibrary } from '../functions/declaration.ts';
import { type Expression, some } from './expression.ts';
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
