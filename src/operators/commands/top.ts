import type { CommandBinder } from '../bind/command-binder.ts';
import { bindLimit } from './limit.ts';
import { bindSort } from './sort.ts';

export const bindTop: CommandBinder<'top'> = ({ count, keys, span }, relation, context) =>
  bindLimit({ kind: 'limit', offset: undefined, count, span }, bindSort({ kind: 'sort', keys, span }, relation, context), context);
