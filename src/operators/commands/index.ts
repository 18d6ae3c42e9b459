import type { CommandKind } from '../../parser/syntax.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { bindDedup } from './dedup.ts';
import { bindDistinct } from './distinct.ts';
import { bindExpandValues } from './expand-values.ts';
import { bindExtend } from './extend.ts';
import { bindHostCall } from './host-call.ts';
import { bindJoin } from './join.ts';
import { bindLimit } from './limit.ts';
import { bindLogPatterns } from './log-patterns.ts';
import { bindLogToMetric } from './log-to-metric.ts';
import { bindLookup } from './lookup.ts';
import { bindMakeSeries } from './make-series.ts';
import { bindMakeTrace } from './make-trace.ts';
import { bindMetricToMetric } from './metric-to-metric.ts';
import { bindPackFields } from './pack-fields.ts';
import { bindParseCsv } from './parse-csv.ts';
import { bindParseJson } from './parse-json.ts';
import { bindParseKv } from './parse-kv.ts';
import { bindParseRegexp } from './parse-regexp.ts';
import { bindPivot } from './pivot.ts';
import { bindProject } from './project.ts';
import { bindProjectAway } from './project-away.ts';
import { bindProjectRename } from './project-rename.ts';
import { bindRender } from './render.ts';
import { bindSample } from './sample.ts';
import { bindSeriesDrilldown } from './series-drilldown.ts';
import { bindSort } from './sort.ts';
import { bindStats } from './stats.ts';
import { bindTop } from './top.ts';
import { bindUnion } from './union.ts';
import { bindUnnest } from './unnest.ts';
import { bindWhere } from './where.ts';

/** The binder of every command. */
export const binders: { readonly [K in CommandKind]: CommandBinder<K> } = {
  where: bindWhere,
  extend: bindExtend,
  project: bindProject,
  'project-away': bindProjectAway,
  'project-rename': bindProjectRename,
  'parse-json': bindParseJson,
  'parse-kv': bindParseKv,
  'parse-regexp': bindParseRegexp,
  'parse-csv': bindParseCsv,
  'pack-fields': bindPackFields,
  'expand-values': bindExpandValues,
  unnest: bindUnnest,
  stats: bindStats,
  pivot: bindPivot,
  sort: bindSort,
  limit: bindLimit,
  top: bindTop,
  distinct: bindDistinct,
  dedup: bindDedup,
  sample: bindSample,
  'make-series': bindMakeSeries,
  join: bindJoin,
  lookup: bindLookup,
  union: bindUnion,
  'log-to-metric': bindLogToMetric,
  'metric-to-metric': bindMetricToMetric,
  'make-trace': bindMakeTrace,
  'series-drilldown': bindSeriesDrilldown,
  'log-patterns': bindLogPatterns,
  'host-call': bindHostCall,
  render: bindRender,
  // The parser has reported it; names that it may have made are not mistakes of their own.
  unknown: (_, { plan, scope }) => ({ plan, scope: { ...scope, unknown: true } }),
};
