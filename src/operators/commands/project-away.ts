import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { findColumn } from '../scope.ts';
import { columnRef, nextStage, projectOf } from '../stage.ts';
import type { CommandBinder } from './command.ts';
import { readWildcard, wildcardTest } from './wildcard.ts';

export const bindProjectAway: CommandBinder<'project-away'> = ({ options, names, span }, stage, context) => {
  const { schema } = stage.plan;
  const wildcard = readWildcard(options, 'project-away', context);
  const away = new Set<number>();
  for (const { name, span: where } of names) {
    if (wildcard && name.includes('*')) {
      const matches = wildcardTest(name);
      schema.forEach((field, i) => matches(field.name) && away.add(i));
      continue;
    }
    const index = findColumn(stage.scope, name);
    if (index >= 0) away.add(index);
    else {
      const help = didYouMean(
        name,
        schema.map((field) => field.name),
      );
      context.report(diagnose('SPL2202', where, { name, command: 'project-away' }, help ? { help } : {}));
    }
  }
  const outputs = schema.flatMap((field, i) => (away.has(i) ? [] : [{ name: field.name, value: columnRef(schema, i, span) }]));
  return nextStage(stage, projectOf(stage.plan, outputs, span, context), 'project-away');
};
