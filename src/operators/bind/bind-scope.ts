import type { AggregateCollector, BindContext, WindowCollector } from './bind-context.ts';
import type { Scope } from './scope.ts';

/** The context of an expression: the names it can see, and whether it may contain aggregates. */
export interface BindScope {
  readonly scope: Scope;
  readonly context: BindContext;
  readonly aggregates?: AggregateCollector;
  /** Gathers window calls, where they may occur. */
  readonly windows?: WindowCollector;
  /** Whether a failing constant may be tolerated: inside `try` and in branches. */
  readonly conditional?: boolean;
  /** Inside `try`, where a failure is what its author expects. */
  readonly tried?: boolean;
}
