import type { CommandKind, CommandOf } from '../../parser/syntax.ts';
import type { BindContext } from '../context.ts';
import type { Stage } from '../stage.ts';

/** Binds a command onto the stage before it. */
export type CommandBinder<K extends CommandKind> = (command: CommandOf<K>, stage: Stage, context: BindContext) => Stage;
