import type { CommandBinder } from '../bind/command-binder.ts';
import { joinStages } from '../bind/join-stages.ts';

export const bindLookup: CommandBinder<'lookup'> = ({ right, on, span }, stage, context) =>
  joinStages(stage, right, on, { kind: 'left', unique: true, command: 'lookup', span }, context);
