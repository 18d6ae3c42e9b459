import type { CommandKind } from '../syntax.ts';
import type { CommandSyntax } from './command.ts';
import { extend } from './extend.ts';
import { limit } from './limit.ts';
import { makeSeries } from './make-series.ts';
import { project } from './project.ts';
import { projectAway } from './project-away.ts';
import { projectRename } from './project-rename.ts';
import { sort } from './sort.ts';
import { stats } from './stats.ts';
import { where } from './where.ts';

/** Every pipe command, in the order of the reference. */
export const commands: { readonly [K in Exclude<CommandKind, 'unknown'>]: CommandSyntax<K> } = {
  where,
  extend,
  project,
  'project-away': projectAway,
  'project-rename': projectRename,
  stats,
  sort,
  limit,
  'make-series': makeSeries,
};

/** Commands of the language that this version does not have yet. */
export const plannedCommands: readonly string[] = [
  'parse-json',
  'parse-kv',
  'parse-regexp',
  'parse-csv',
  'pack-fields',
  'expand-values',
  'unnest',
  'top',
  'distinct',
  'join',
  'lookup',
  'union',
  'sample',
  'log-to-metric',
  'metric-to-metric',
  'make-trace',
  'series-drilldown',
  'log-patterns',
  'render',
];
