import type { Report } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { EvaluationContext } from '../../functions/declaration.ts';
import type { HostCalls } from '../../functions/host-call.ts';
import type { FunctionRegistry } from '../../functions/registry.ts';
import type { SourceNode } from '../../parser/syntax.ts';
import type { Schema } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import type { AggregateCall, WindowCall, WindowGroup } from '../plan/plan.ts';

/** The tables that a query can read. */
export interface Catalogue {
  readonly names: () => readonly string[];
  readonly schemaOf: (table: string) => Schema | undefined;
}

/** The limits that are checked while a query is bound. */
export interface BindLimits {
  readonly stages: number;
  readonly typeParts: number;
  readonly columns: number;
}

/** What the binder knows in addition to the source. */
export interface BindContext {
  readonly source: string;
  readonly report: Report;
  readonly registry: FunctionRegistry;
  readonly catalogue: Catalogue;
  readonly evaluation: EvaluationContext;
  /** The table that `*` and a search read. */
  readonly from: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The query window in nanoseconds, end exclusive. */
  readonly window: { readonly begin: bigint; readonly end: bigint } | undefined;
  /** Whether reading a string as a number is an error. */
  readonly strict: boolean;
  readonly ignoreCase: boolean;
  /** Whether the query runs under `compatibility: 'sls'`. */
  readonly sls: boolean;
  readonly limits: BindLimits;
  /** The values of the constant expressions that were already checked. */
  readonly checked: WeakMap<Expression, Expression | 'fails'>;
  /** The table that was loaded for a source of the query. */
  readonly sourceTable: (source: SourceNode) => string | undefined;
  /** The sources that the host registered. */
  readonly sourceNames: readonly string[];
  /** The calls of the host. */
  readonly hostCalls: HostCalls;
  /** Notes that a query reads a column that no input has; whether it is NULL then, instead of a mistake. */
  readonly noteMissing: (name: string, span: Span) => boolean;
  /** Allocates a slot for a lambda parameter. */
  readonly newSlot: () => number;
}

/** Collects the aggregates of a stats command while its expressions are bound. */
export interface AggregateCollector {
  readonly keys: readonly Output[];
  readonly calls: AggregateCall[];
  /** Whether the binder is inside the arguments of an aggregate. */
  readonly inside: boolean;
}

/** Collects the window calls of a command while its expressions are bound. A call reads the column `width` plus its number. */
export interface WindowCollector {
  readonly width: number;
  readonly calls: { readonly group: Omit<WindowGroup, 'calls'>; readonly call: WindowCall }[];
}
