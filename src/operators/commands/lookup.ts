import type { CommandBinder } from '../bind/command-binder.ts';
import { joinRelations } from '../bind/join-stages.ts';

export const bindLookup: CommandBinder<'lookup'> = ({ right, on, span }, relation, context) =>
  joinRelations(relation, right, on, { kind: 'left', unique: true, command: 'lookup', span }, context);
