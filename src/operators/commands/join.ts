import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { joinRelations } from '../bind/join-stages.ts';
import type { JoinKind } from '../plan/plan.ts';

const kinds: Readonly<Record<string, JoinKind>> = {
  inner: 'inner',
  left: 'left',
  leftouter: 'left',
  right: 'right',
  rightouter: 'right',
  full: 'full',
  outer: 'full',
  fullouter: 'full',
  semi: 'semi',
  leftsemi: 'semi',
  anti: 'anti',
  leftanti: 'anti',
};

export const bindJoin: CommandBinder<'join'> = ({ joinKind, right, on, span }, relation, context) => {
  const word = joinKind?.name.toLowerCase() ?? 'inner';
  if (!Object.hasOwn(kinds, word)) {
    const known = ['inner', 'left', 'right', 'full', 'semi', 'anti'];
    const help = didYouMean(word, known) ?? `the kinds are ${known.join(', ')}`;
    context.report(
      diagnose('invalid-command', joinKind!.span, { command: 'join', reason: `there is no kind '${joinKind!.name}'` }, { help }),
    );
    return relation;
  }
  return joinRelations(relation, right, on, { kind: kinds[word]!, unique: false, command: 'join', span }, context);
};
