import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { UNKNOWN } from '../../types/data-type.ts';
import { literal } from '../bind/bind-literal.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readDynamicColumn } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, projectOf, reportRepeats } from '../bind/relation.ts';
import { findColumn, wasDropped } from '../bind/scope.ts';
import { withTimeFields } from '../bind/sls-compatibility.ts';
import type { Output } from '../expressions/expression.ts';

export const bindProjectRename: CommandBinder<'project-rename'> = ({ renames, span }, relation, context) => {
  const { schema } = relation.plan;
  const renamed = new Map<number, string>();
  const found: Output[] = [];
  const taken = new Set(relation.scope.claimedNames);
  reportRepeats(
    renames.map(({ to }) => to),
    context,
  );
  for (const { to, from } of renames) {
    const index = findColumn(relation.scope, from.name);
    const key = index < 0 ? readDynamicColumn(relation.scope, from.name, from.span, context) : undefined;
    if (key) {
      found.push({ name: to.name, value: key });
      taken.add(from.name);
    } else if (index < 0 && !wasDropped(relation.scope, from.name) && context.noteMissing(from.name, from.span)) {
      found.push({ name: to.name, value: literal(UNKNOWN, null, from.span) });
    } else if (index < 0) {
      const help = didYouMean(
        from.name,
        schema.map((field) => field.name),
      );
      context.report(diagnose('skipped-name', from.span, { name: from.name, command: 'project-rename' }, help ? { help } : {}));
    } else if (renamed.has(index)) context.report(diagnose('duplicate-column', from.span, { name: from.name }));
    else renamed.set(index, to.name);
  }
  const targets = new Set([...renamed.values(), ...found.map(({ name }) => name)]);
  // A column whose name is given to another column is dropped.
  const outputs = schema.flatMap((field, i) => {
    const name = renamed.get(i) ?? (targets.has(field.name) ? undefined : field.name);
    return name === undefined ? [] : [{ name, value: columnRef(schema, i, span) }];
  });
  const next = nextRelation(
    relation,
    projectOf(relation.plan, context.sls ? withTimeFields([...outputs, ...found], schema, span) : [...outputs, ...found], span, context),
    'project-rename',
  );
  return { ...next, scope: { ...next.scope, claimedNames: taken } };
};
