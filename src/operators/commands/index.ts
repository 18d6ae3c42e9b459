import type { CommandKind } from '../../parser/syntax.ts';
import type { CommandBinder } from './command.ts';
import { bindExtend } from './extend.ts';
import { bindLimit } from './limit.ts';
import { bindMakeSeries } from './make-series.ts';
import { bindProject } from './project.ts';
import { bindProjectAway } from './project-away.ts';
import { bindProjectRename } from './project-rename.ts';
import { bindSort } from './sort.ts';
import { bindStats } from './stats.ts';
import { bindWhere } from './where.ts';

/** How every command binds. */
export const binders: { readonly [K in CommandKind]: CommandBinder<K> } = {
  where: bindWhere,
  extend: bindExtend,
  project: bindProject,
  'project-away': bindProjectAway,
  'project-rename': bindProjectRename,
  stats: bindStats,
  sort: bindSort,
  limit: bindLimit,
  'make-series': bindMakeSeries,
  // What was wrong with it was reported by the parser.
  unknown: (_, stage) => stage,
};
