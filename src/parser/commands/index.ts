import type { CommandKind } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';
import { dedup } from './dedup.ts';
import { distinct } from './distinct.ts';
import { expandValues } from './expand-values.ts';
import { extend } from './extend.ts';
import { hostCall } from './host-call.ts';
import { join } from './join.ts';
import { limit } from './limit.ts';
import { logPatterns } from './log-patterns.ts';
import { logToMetric } from './log-to-metric.ts';
import { lookup } from './lookup.ts';
import { makeSeries } from './make-series.ts';
import { makeTrace } from './make-trace.ts';
import { metricToMetric } from './metric-to-metric.ts';
import { packFields } from './pack-fields.ts';
import { parseCsv } from './parse-csv.ts';
import { parseJson } from './parse-json.ts';
import { parseKv } from './parse-kv.ts';
import { parseRegexp } from './parse-regexp.ts';
import { pivot } from './pivot.ts';
import { project } from './project.ts';
import { projectAway } from './project-away.ts';
import { projectRename } from './project-rename.ts';
import { render } from './render.ts';
import { sample } from './sample.ts';
import { seriesDrilldown } from './series-drilldown.ts';
import { sort } from './sort.ts';
import { stats } from './stats.ts';
import { top } from './top.ts';
import { union } from './union.ts';
import { unnest } from './unnest.ts';
import { where } from './where.ts';

/** Every pipe command, in the order of the reference. */
export const commands: { readonly [K in Exclude<CommandKind, 'unknown'>]: CommandSyntax<K> } = {
  where,
  extend,
  project,
  'project-away': projectAway,
  'project-rename': projectRename,
  'parse-json': parseJson,
  'parse-kv': parseKv,
  'parse-regexp': parseRegexp,
  'parse-csv': parseCsv,
  'pack-fields': packFields,
  'expand-values': expandValues,
  unnest,
  stats,
  pivot,
  sort,
  limit,
  top,
  distinct,
  dedup,
  sample,
  'make-series': makeSeries,
  join,
  lookup,
  union,
  'log-to-metric': logToMetric,
  'metric-to-metric': metricToMetric,
  'make-trace': makeTrace,
  'series-drilldown': seriesDrilldown,
  'log-patterns': logPatterns,
  'host-call': hostCall,
  render,
};
