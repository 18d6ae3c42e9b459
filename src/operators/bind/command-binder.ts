import type { CommandKind, CommandNode, CommandOf, PipelineNode } from '../../parser/syntax.ts';
import type { BindContext } from './bind-context.ts';
import type { Stage } from './relation.ts';

/** What a command's binder knows: also how to bind a pipeline that it reads from. */
export interface CommandContext extends BindContext {
  readonly subquery: (pipeline: PipelineNode) => Stage;
  /** Binds another command, for commands that are sugar. */
  readonly command: (stage: Stage, command: CommandNode) => Stage;
}

/** Binds a command onto the stage before it. */
export type CommandBinder<K extends CommandKind> = (command: CommandOf<K>, stage: Stage, context: CommandContext) => Stage;
