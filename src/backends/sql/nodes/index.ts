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
    default:
      throw new Unportable(stageNames[plan.kind] ?? `'${plan.kind}'`, `runs in the engine, not in ${translation.dialect.name}`);
  }
}

const stageNames: Partial<Record<LogicalPlan['kind'], string>> = {
  MakeSeries: "'make-series'",
  Unnest: "'expand-values' and the like",
  Sample: "'sample'",
  SpreadColumns: 'columns that are found in the data',
};
