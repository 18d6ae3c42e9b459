import type { PlanKind, PlanOf } from '../operators/plan/plan.ts';
import type { Table } from '../vectors/table.ts';
import type { ExecutionContext } from './context.ts';
import { dedup } from './operators/dedup.ts';
import { filter } from './operators/filter.ts';
import { hashAggregate } from './operators/hash-aggregate.ts';
import { hashJoin } from './operators/hash-join.ts';
import { limit } from './operators/limit.ts';
import { makeSeries } from './operators/make-series.ts';
import { project } from './operators/project.ts';
import { sample } from './operators/sample.ts';
import { sort } from './operators/sort.ts';
import { discover } from './operators/spread-columns.ts';
import { topN } from './operators/top-n.ts';
import { union } from './operators/union.ts';
import { unnest } from './operators/unnest.ts';
import { window } from './operators/window.ts';
import { partialAggregate } from './parallel/partial-aggregate.ts';
import type { PhysicalOperator } from './physical-operator.ts';

/** The kinds of nodes that produce rows. */
export type SourceKind = 'Scan' | 'Shared' | 'Remote' | 'HostCall';

/** The physical operator of every other kind of node; inputs other than the first are tables. */
export const planner: {
  readonly [K in Exclude<PlanKind, SourceKind>]: (plan: PlanOf<K>, context: ExecutionContext, others: readonly Table[]) => PhysicalOperator;
} = {
  Filter: filter,
  Project: project,
  Aggregate: (plan, context) => (context.partSink ? partialAggregate(plan, context, context.partSink) : hashAggregate(plan, context)),
  Sort: sort,
  Limit: limit,
  TopN: topN,
  MakeSeries: makeSeries,
  Unnest: unnest,
  Join: hashJoin,
  Union: union,
  Sample: sample,
  Dedup: dedup,
  SpreadColumns: discover,
  Window: window,
};
