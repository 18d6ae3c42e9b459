import type { LogicalPlan } from '../../../operators/plan/plan.ts';
import type { Select } from '../select.ts';
import { Unportable } from '../unportable.ts';
import { aggregateSql } from './aggregate.ts';
import { dedupSql } from './dedup.ts';
import { joinSql } from './join.ts';
import { limitSql, topNSql } from './limit.ts';
import type { Translation } from './node.ts';
import { projectSql } from './project.ts';
import { sortSql } from './sort.ts';
import { unionSql } from './union.ts';
import { windowSql } from './window.ts';

/** The SELECT of a stage over those of its inputs. @throws Unportable */
export function nodeSql(plan: LogicalPlan, inputs: readonly Select[], translation: Translation): Select {
  switch (plan.kind) {
    case 'Project':
      return projectSql(plan, inputs, translation);
    case 'Aggregate':
      return aggregateSql(plan, inputs, translation);
    case 'Sort':
      return sortSql(plan, inputs, translation);
    case 'Limit':
      return limitSql(plan, inputs, translation);
    case 'TopN':
      return topNSql(plan, inputs, translation);
    case 'Dedup':
      return dedupSql(plan, inputs, translation);
    case 'Window':
      return windowSql(plan, inputs, translation);
    case 'Union':
      return unionSql(plan, inputs, translation);
    case 'Join':
      return joinSql(plan, inputs, translation);
    default: {
      const [what, reason, rewrite] = stages[plan.kind] ?? [`'${plan.kind}'`, 'runs in the engine'];
      throw new Unportable(what, reason, rewrite);
    }
  }
}

/** Stages that have no translation: what they are called, why, and what lets more of the query run in the database. */
const stages: Partial<Record<LogicalPlan['kind'], readonly [string, string, string?]>> = {
  MakeSeries: [
    "'make-series'",
    'makes arrays and fills their gaps, from groups that come back',
    "'stats' by time before it, or its own aggregates over a given 'step', make the groups there",
  ],
  Unnest: [
    "'expand-values' and the like",
    'reads arrays and maps, which statements do not have',
    "'where' and 'project' before it leave less to expand",
  ],
  Sample: [
    "'sample'",
    "draws by the engine's seed, in the order of the rows",
    "'where' on a hash or a time window leaves fewer rows to draw from",
  ],
  SpreadColumns: ['columns that are found in the data', 'are known when the rows are', 'name the columns that are needed'],
  HostCall: ['calls of the host', 'ask a function of the host'],
};
