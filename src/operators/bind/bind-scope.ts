import type { AggregateCollector, BindContext } from './bind-context.ts';
import type { Scope } from './scope.ts';

/** Where an expression stands: the names it sees, and whether aggregates may occur in it. */
export interface BindScope {
  readonly scope: Scope;
  readonly context: BindContext;
  readonly aggregates?: AggregateCollector;
  /** Whether a failing constant may be tolerated: inside `try` and in branches. */
  readonly conditional?: boolean;
}
