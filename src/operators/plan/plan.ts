import type { Span } from '../../diagnostics/span.ts';
import type { AggregateFunction, AggregateOverload } from '../../functions/declaration.ts';
import type { DataType, Schema } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';

interface Node {
  readonly schema: Schema;
  readonly span: Span;
}

/** One aggregate of an Aggregate node. */
export interface AggregateCall {
  readonly name: string;
  /** Only rows for which this is true take part. */
  readonly filter: Expression | undefined;
  readonly fn: AggregateFunction;
  readonly overload: AggregateOverload;
  readonly args: readonly Expression[];
  readonly type: DataType;
  /** Whether its value is a cell of the output, where a failure is reported; an expression around it may still absorb one. */
  readonly isOutput?: boolean;
  readonly span: Span;
}

export interface SortKey {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** How a gap in a series is filled. */
export type Fill =
  | { readonly kind: 'null' | 'nan' | 'last' | 'next' | 'avg' | 'linear' }
  | { readonly kind: 'value'; readonly value: number | bigint };

/** An end of a make-series axis. */
export type Bound =
  | { readonly kind: 'min' | 'max' | 'series' }
  | { readonly kind: 'instant'; readonly value: bigint }
  | { readonly kind: 'column'; readonly value: Expression };

/** One output array of MakeSeries. */
export interface SeriesOutput {
  readonly name: string;
  readonly value: Expression;
  readonly fill: Fill;
  readonly span: Span;
}

/** Which rows a join gives: pairs, and rows of one side without a partner. */
export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** The operator DAG: typed, with names resolved. Shared nodes may have several parents. */
export type LogicalPlan =
  | (Node & { readonly kind: 'Scan'; readonly table: string; readonly columns: readonly number[] })
  | (Node & { readonly kind: 'Filter'; readonly input: LogicalPlan; readonly predicate: Expression })
  | (Node & { readonly kind: 'Project'; readonly input: LogicalPlan; readonly outputs: readonly Output[] })
  | (Node & {
      readonly kind: 'Aggregate';
      readonly input: LogicalPlan;
      readonly keys: readonly Output[];
      readonly aggregates: readonly AggregateCall[];
    })
  | (Node & { readonly kind: 'Sort'; readonly input: LogicalPlan; readonly keys: readonly SortKey[] })
  | (Node & { readonly kind: 'Limit'; readonly input: LogicalPlan; readonly offset: number; readonly count: number })
  | (Node & {
      readonly kind: 'TopN';
      readonly input: LogicalPlan;
      readonly keys: readonly SortKey[];
      readonly offset: number;
      readonly count: number;
    })
  | (Node & {
      readonly kind: 'MakeSeries';
      readonly input: LogicalPlan;
      readonly by: readonly Output[];
      readonly on: Output;
      /** How many nanoseconds one unit of an integer time stands for. */
      readonly unit: bigint;
      readonly from: Bound;
      readonly to: Bound;
      readonly step: bigint | undefined;
      readonly series: readonly SeriesOutput[];
    })
  | (Node & {
      readonly kind: 'Unnest';
      readonly input: LogicalPlan;
      /** The input columns that are repeated on every row; the elements' columns come after them. */
      readonly kept: readonly number[];
      /** Arrays, each making one column, and maps, each making two. */
      readonly items: readonly Expression[];
      /** Whether a row without elements stays, with NULLs. */
      readonly outer: boolean;
    })
  | (Node & {
      readonly kind: 'Join';
      readonly input: LogicalPlan;
      readonly right: LogicalPlan;
      readonly join: JoinKind;
      /** Equal in rows that go together: over the columns of the left, and over those of the right. */
      readonly leftKeys: readonly Expression[];
      readonly rightKeys: readonly Expression[];
      /** A further condition, over the left columns followed by the right ones. */
      readonly condition: Expression | undefined;
      /** Whether a key with two right rows is an error. */
      readonly unique: boolean;
    })
  | (Node & { readonly kind: 'Union'; readonly input: LogicalPlan; readonly others: readonly LogicalPlan[] })
  | (Node & {
      readonly kind: 'Sample';
      readonly input: LogicalPlan;
      readonly keys: readonly Output[];
      readonly size: { readonly kind: 'count' | 'ratio'; readonly value: number };
    })
  | (Node & {
      readonly kind: 'SpreadColumns';
      readonly input: LogicalPlan;
      /** The column that holds the keys and values found at run time. */
      readonly column: number;
      /** Keys that are columns already or were taken away. */
      readonly claimedNames: readonly string[];
    })
  | (Node & { readonly kind: 'Shared'; readonly input: LogicalPlan; readonly name: string });

export type PlanKind = LogicalPlan['kind'];
export type PlanOf<K extends PlanKind> = Extract<LogicalPlan, { readonly kind: K }>;

/** The inputs of a node; the first is streamed, the others are read whole before it. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'Scan':
      return [];
    case 'Join':
      return [plan.input, plan.right];
    case 'Union':
      return [plan.input, ...plan.others];
    default:
      return [plan.input];
  }
}

/** The node with its inputs replaced. */
export function mapInputs(plan: LogicalPlan, map: (input: LogicalPlan) => LogicalPlan): LogicalPlan {
  if (plan.kind === 'Scan') return plan;
  const input = map(plan.input);
  if (plan.kind === 'Join') {
    const right = map(plan.right);
    return input === plan.input && right === plan.right ? plan : { ...plan, input, right };
  }
  if (plan.kind === 'Union') {
    const others = plan.others.map(map);
    return input === plan.input && others.every((other, i) => other === plan.others[i]) ? plan : { ...plan, input, others };
  }
  return input === plan.input ? plan : { ...plan, input };
}

/** Rewrites a plan from its leaves up; a node with several parents is rewritten once and stays shared. */
export function rewritePlan(
  plan: LogicalPlan,
  change: (node: LogicalPlan) => LogicalPlan,
  seen: Map<LogicalPlan, LogicalPlan> = new Map(),
): LogicalPlan {
  const known = seen.get(plan);
  if (known) return known;
  const changed = change(mapInputs(plan, (input) => rewritePlan(input, change, seen)));
  seen.set(plan, changed);
  return changed;
}

/** Rewrites a plan from its leaves up, where a Shared node is a leaf: what is below it is a plan of its own. */
export function rewriteAbove(plan: LogicalPlan, change: (node: LogicalPlan) => LogicalPlan): LogicalPlan {
  if (plan.kind === 'Shared') return plan;
  return change(mapInputs(plan, (input) => rewriteAbove(input, change)));
}

/** The node with its own expressions replaced. */
export function mapExpressions(plan: LogicalPlan, map: (expression: Expression) => Expression): LogicalPlan {
  const output = <O extends { readonly value: Expression }>(o: O): O => ({ ...o, value: map(o.value) });
  switch (plan.kind) {
    case 'Filter':
      return { ...plan, predicate: map(plan.predicate) };
    case 'Project':
      return { ...plan, outputs: plan.outputs.map(output) };
    case 'Aggregate':
      return {
        ...plan,
        keys: plan.keys.map(output),
        aggregates: plan.aggregates.map((a) => ({ ...a, args: a.args.map(map), filter: a.filter && map(a.filter) })),
      };
    case 'Sort':
    case 'TopN':
      return { ...plan, keys: plan.keys.map(output) };
    case 'MakeSeries': {
      const bound = (b: Bound): Bound => (b.kind === 'column' ? output(b) : b);
      return {
        ...plan,
        by: plan.by.map(output),
        on: output(plan.on),
        from: bound(plan.from),
        to: bound(plan.to),
        series: plan.series.map(output),
      };
    }
    case 'Unnest':
      return { ...plan, items: plan.items.map(map) };
    case 'Join':
      return {
        ...plan,
        leftKeys: plan.leftKeys.map(map),
        rightKeys: plan.rightKeys.map(map),
        condition: plan.condition && map(plan.condition),
      };
    case 'Sample':
      return { ...plan, keys: plan.keys.map(output) };
    default:
      return plan;
  }
}
