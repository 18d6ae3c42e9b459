import type { AggregateCollector, BindContext, WindowCollector } from './bind-context.ts';
import type { Scope } from './scope.ts';

/** The context of an expression: the names it can see, and whether it may contain aggregates. */
export interface BindScope {
  readonly scope: Scope;
  readonly context: BindContext;
  readonly aggregates?: AggregateCollector;
  /** Collects window calls, where they are allowed. */
  readonly windows?: WindowCollector;
  /** Whether a failing constant is allowed: inside `try` and in branches. */
  readonly conditional?: boolean;
  /** Inside `try`, where a failure is what its author expects. */
  readonly tried?: boolean;
  /** A name that is compared with a string, which a word without quotes may be meant as. */
  readonly besideString?: boolean;
}
