import type { CommandKind, CommandNode, CommandOf, PipelineNode } from '../../parser/syntax.ts';
import type { BindContext } from './bind-context.ts';
import type { Relation } from './relation.ts';

/** What the binder of a command knows, including how to bind subqueries and other commands. */
export interface CommandContext extends BindContext {
  readonly subquery: (pipeline: PipelineNode) => Relation;
  /** Binds another command, for commands that are desugared. */
  readonly command: (relation: Relation, command: CommandNode) => Relation;
}

/** Binds a command to the relation before it. */
export type CommandBinder<K extends CommandKind> = (command: CommandOf<K>, relation: Relation, context: CommandContext) => Relation;
