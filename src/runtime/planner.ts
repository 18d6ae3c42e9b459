import type { PlanKind, PlanOf } from '../operators/plan.ts';
import type { ExecutionContext } from './context.ts';
import { filter } from './operators/filter.ts';
import { hashAggregate } from './operators/hash-aggregate.ts';
import { limit } from './operators/limit.ts';
import { makeSeries } from './operators/make-series.ts';
import type { PhysicalOperator } from './operators/operator.ts';
import { project } from './operators/project.ts';
import { sort } from './operators/sort.ts';
import { topN } from './operators/top-n.ts';

/** The node kinds that rows come from. */
export type SourceKind = 'Scan' | 'Shared';

/** How every other node kind runs. */
export const planner: {
  readonly [K in Exclude<PlanKind, SourceKind>]: (plan: PlanOf<K>, context: ExecutionContext) => PhysicalOperator;
} = {
  Filter: filter,
  Project: project,
  Aggregate: hashAggregate,
  Sort: sort,
  Limit: limit,
  TopN: topN,
  MakeSeries: makeSeries,
};
