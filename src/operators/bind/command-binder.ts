import type { CommandKind, CommandNode, CommandOf, PipelineNode } from '../../parser/syntax.ts';
import type { BindContext } from './bind-context.ts';
import type { Relation } from './relation.ts';

/** What the binder of a command knows, including how to bind subqueries and other commands. */
export interface CommandContext extends BindContext {
  readonly subquery: (pipeline: PipelineNode) => Steps<Relation>;
  /** Binds another command, for commands that are desugared. */
  readonly command: (relation: Relation, command: CommandNode) => Steps<Relation>;
}

/** Work that others may come in between of. */
export type Steps<T> = Generator<void, T>;

/** Binds a command to the relation before it; in steps, if it binds a list that may be long, or other commands. */
export type CommandBinder<K extends CommandKind> = (
  command: CommandOf<K>,
  relation: Relation,
  context: CommandContext,
) => Relation | Steps<Relation>;

/** Binds a command in steps. */
export type SteppedBinder<K extends CommandKind> = (command: CommandOf<K>, relation: Relation, context: CommandContext) => Steps<Relation>;

/** Binds each item of a list in a step of its own. */
export function* flatMapInSteps<T, R>(items: readonly T[], bind: (item: T, index: number) => readonly R[]): Steps<R[]> {
  const all: R[] = [];
  for (const [i, item] of items.entries()) {
    for (const bound of bind(item, i)) all.push(bound);
    yield;
  }
  return all;
}

/** Binds commands one after the other. */
export function* bindCommands(commands: readonly CommandNode[], relation: Relation, context: CommandContext): Steps<Relation> {
  let result = relation;
  for (const command of commands) result = yield* context.command(result, command);
  return result;
}
