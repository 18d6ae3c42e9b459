import type { Span } from '../../diagnostics/span.ts';
import type { Step } from '../../functions/datetime/calendar.ts';
import type { CellLayout } from '../../functions/datetime/series-cells.ts';
import type { AggregateFunction, AggregateOverload, WindowFunction, WindowOverload } from '../../functions/declaration.ts';
import type { HostCall } from '../../functions/host-call.ts';
import type { DataType, Schema } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';

interface Node {
  readonly schema: Schema;
  readonly span: Span;
}

/** One aggregate of an Aggregate node. */
export interface AggregateCall {
  readonly name: string;
  /** Only rows for which this is true are aggregated. */
  readonly filter: Expression | undefined;
  /** Whether rows whose arguments a group has had already are left out. */
  readonly distinct: boolean;
  /** Whether an expression of the same command reads the result, and decides what its failures mean; they are counted otherwise. */
  readonly inExpression: boolean;
  readonly fn: AggregateFunction;
  readonly overload: AggregateOverload;
  readonly args: readonly Expression[];
  readonly type: DataType;
  readonly span: Span;
}

export interface SortKey {
  readonly value: Expression;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

/** How gaps in a series are filled. */
export type Fill =
  | { readonly kind: 'null' | 'nan' | 'last' | 'next' | 'avg' | 'linear' }
  | { readonly kind: 'value'; readonly value: number | bigint };

/** A bound of a make-series axis. */
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

/** Which rows a join emits: pairs, and rows of one side without a match. */
export type JoinKind = 'inner' | 'left' | 'right' | 'full' | 'semi' | 'anti';

/** One end of a window's frame: the end of the partition, the row itself, or rows or values away from it, before it where negative. */
export type FrameBound =
  | { readonly kind: 'unbounded' }
  | { readonly kind: 'current' }
  | { readonly kind: 'offset'; readonly value: number | bigint };

/** The rows that a window function sees from a row: counted by `rows`, or by the values of the only order key by `range`. */
export interface WindowFrame {
  readonly unit: 'rows' | 'range';
  readonly start: FrameBound;
  readonly end: FrameBound;
}

/** One call of a Window node. */
export interface WindowCall {
  readonly name: string;
  readonly fn: WindowFunction | AggregateFunction;
  readonly overload: WindowOverload | AggregateOverload;
  readonly args: readonly Expression[];
  /** Whether rows whose arguments a frame has had already are left out of an aggregate. */
  readonly distinct: boolean;
  /** Only rows for which this is true take part in an aggregate. */
  readonly filter: Expression | undefined;
  readonly frame: WindowFrame;
  readonly type: DataType;
  readonly span: Span;
}

/** The calls that see the same partitions in the same order. */
export interface WindowGroup {
  readonly partition: readonly Expression[];
  readonly order: readonly SortKey[];
  readonly calls: readonly WindowCall[];
}

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
      /** A TIMESTAMP. */
      readonly on: Output;
      /** How many rows a row stands for, where they were aggregated before; one each otherwise. */
      readonly weight: Expression | undefined;
      readonly from: Bound;
      readonly to: Bound;
      readonly step: Step | undefined;
      /** Where the cells lie if no instant says where they begin. */
      readonly layout: CellLayout;
      readonly series: readonly SeriesOutput[];
    })
  | (Node & {
      readonly kind: 'Unnest';
      readonly input: LogicalPlan;
      /** The input columns that are repeated on every row; the columns of the elements follow them. */
      readonly kept: readonly number[];
      /** Arrays, which give one column each, and maps, which give two. */
      readonly items: readonly Expression[];
      /** Whether a row without elements is kept, with NULLs. */
      readonly outer: boolean;
    })
  | (Node & {
      readonly kind: 'Join';
      readonly input: LogicalPlan;
      readonly right: LogicalPlan;
      readonly join: JoinKind;
      /** Equal in matching rows: `leftKeys` over the columns of the left, `rightKeys` over those of the right. */
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
  /** The first row of each combination of keys. */
  | (Node & { readonly kind: 'Dedup'; readonly input: LogicalPlan; readonly keys: readonly Expression[] })
  | (Node & {
      readonly kind: 'SpreadColumns';
      readonly input: LogicalPlan;
      /** The column with the keys and values found at run time. */
      readonly column: number;
      /** Keys that are columns already or were removed. */
      readonly claimedNames: readonly string[];
    })
  /** The input's columns, and then one for each call, group by group. */
  | (Node & {
      readonly kind: 'Window';
      readonly input: LogicalPlan;
      readonly groups: readonly WindowGroup[];
      /** Rows with a larger number may be left out, where the only call is row_number. */
      readonly keep?: number;
    })
  | (Node & { readonly kind: 'Shared'; readonly input: LogicalPlan; readonly name: string })
  /** The rows that a call of the host answers, which gets all rows of the input. */
  | (Node & {
      readonly kind: 'HostCall';
      readonly input: LogicalPlan;
      /** The same in all rewritten copies of the node. */
      readonly key: symbol;
      /** As in messages: `entity-call get_trace`. */
      readonly title: string;
      readonly call: HostCall;
      readonly args: Readonly<Record<string, unknown>>;
      readonly window: { readonly begin: bigint; readonly end: bigint } | undefined;
    })
  /** The rows of a plan that a backend computes. */
  | (Node & { readonly kind: 'Remote'; readonly plan: LogicalPlan; readonly statement: RemoteStatement });

/** What a backend is asked for. */
export interface RemoteStatement {
  /** The name of the backend. */
  readonly backend: string;
  /** The query in the backend's language. */
  readonly text: string;
  /** The query for the number of rows that `text` gives; undefined where the plan says that these are few. */
  readonly countText: string | undefined;
  /** Whether it fails, instead of making it NULL, where a cell fails: then the stages that may fail run here. */
  readonly mayFail: boolean;
  /** The tables that it reads. */
  readonly tables: readonly RemoteTableDefinition[];
  /** What keeps the stage after it out of the backend, if something but the end of the query does. */
  readonly blocked: { readonly span: Span; readonly reason: string } | undefined;
}

/** A table of a backend, as it was when a plan was made. */
export interface RemoteTableDefinition {
  /** Its name in the backend. */
  readonly stored: string;
  /** Its columns and their types as the backend writes them; undefined where only what is read says so, as of files. */
  readonly definition: string | undefined;
}

export type PlanKind = LogicalPlan['kind'];
export type PlanOf<K extends PlanKind> = Extract<LogicalPlan, { readonly kind: K }>;

/** The inputs of a node; the first is streamed, the others are read completely before it. */
export function inputsOf(plan: LogicalPlan): readonly LogicalPlan[] {
  switch (plan.kind) {
    case 'Scan':
    case 'Remote':
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
  if (plan.kind === 'Scan' || plan.kind === 'Remote') return plan;
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

/** The Shared nodes of a plan, each once, those that others read before them. */
export function sharedNodes(plan: LogicalPlan): readonly PlanOf<'Shared'>[] {
  const seen = new Set<LogicalPlan>();
  const found: PlanOf<'Shared'>[] = [];
  const visit = (node: LogicalPlan): void => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const input of inputsOf(node)) visit(input);
    if (node.kind === 'Shared') found.push(node);
  };
  visit(plan);
  return found;
}

/** Rewrites a plan from its leaves up, treating a Shared node as a leaf: below it is a separate plan. */
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
        weight: plan.weight && map(plan.weight),
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
    case 'Dedup':
      return { ...plan, keys: plan.keys.map(map) };
    case 'Window':
      return {
        ...plan,
        groups: plan.groups.map(({ partition, order, calls }) => ({
          partition: partition.map(map),
          order: order.map(output),
          calls: calls.map((call) => ({ ...call, args: call.args.map(map), filter: call.filter && map(call.filter) })),
        })),
      };
    default:
      return plan;
  }
}
