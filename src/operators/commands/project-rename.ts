import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { findColumn } from '../scope.ts';
import { columnRef, nextStage, projectOf, reportRepeats } from '../stage.ts';
import type { CommandBinder } from './command.ts';

export const bindProjectRename: CommandBinder<'project-rename'> = ({ renames, span }, stage, context) => {
  const { schema } = stage.plan;
  const renamed = new Map<number, string>();
  reportRepeats(
    renames.map(({ to }) => to),
    context,
  );
  for (const { to, from } of renames) {
    const index = findColumn(stage.scope, from.name);
    if (index < 0) {
      const help = didYouMean(
        from.name,
        schema.map((field) => field.name),
      );
      context.report(diagnose('SPL2202', from.span, { name: from.name, command: 'project-rename' }, help ? { help } : {}));
    } else if (renamed.has(index)) context.report(diagnose('SPL2006', from.span, { name: from.name }));
    else renamed.set(index, to.name);
  }
  const targets = new Set(renamed.values());
  // A column whose name becomes another's gives way to it.
  const outputs = schema.flatMap((field, i) => {
    const name = renamed.get(i) ?? (targets.has(field.name) ? undefined : field.name);
    return name === undefined ? [] : [{ name, value: columnRef(schema, i, span) }];
  });
  return nextStage(stage, projectOf(stage.plan, outputs, span, context), 'project-rename');
};
