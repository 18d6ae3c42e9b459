import type { CommandKind, CommandNode, CommandOf, PipelineNode } from '../../parser/syntax.ts';
import type { BindContext } from './bind-context.ts';
import type { Relation } from './relation.ts';

/** What a command's binder knows: also how to bind a pipeline that it reads from. */
export interface CommandContext extends BindContext {
  readonly subquery: (pipeline: PipelineNode) => Relation;
  /** Binds another command, for commands that are sugar. */
  readonly command: (relation: Relation, command: CommandNode) => Relation;
}

/** Binds a command onto the relation before it. */
export type CommandBinder<K extends CommandKind> = (command: CommandOf<K>, relation: Relation, context: CommandContext) => Relation;
