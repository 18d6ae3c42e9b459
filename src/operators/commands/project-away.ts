import { diagnose } from '../../diagnostics/diagnostic.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { canRead, overflowIndex } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, projectOf } from '../bind/relation.ts';
import { findColumn } from '../bind/scope.ts';
import { withTimeFields } from '../bind/sls-compatibility.ts';
import { keysLike, wildcardTest } from '../bind/wildcard.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';

export const bindProjectAway: CommandBinder<'project-away'> = ({ options, names, span }, relation, context) => {
  const { schema } = relation.plan;
  const { wildcard = false } = readOptions(options, 'project-away', { wildcard: 'switch' }, context);
  const patterns: string[] = [];
  const taken = new Set(relation.scope.claimedNames);
  const away = new Set<number>();
  for (const { name, span: where } of names) {
    if (wildcard && name.includes('*')) {
      const matches = wildcardTest(name);
      schema.forEach((field, i) => field.name !== overflowColumn && matches(field.name) && away.add(i));
      patterns.push(name);
      continue;
    }
    const index = findColumn(relation.scope, name);
    taken.add(name);
    if (index >= 0) away.add(index);
    else if (!canRead(relation.scope, name)) {
      const help = didYouMean(
        name,
        schema.map((field) => field.name),
      );
      context.report(diagnose('skipped-name', where, { name, command: 'project-away' }, help ? { help } : {}));
    }
  }
  const rest = overflowIndex(schema);
  const outputs = schema.flatMap((field, i) => {
    if (away.has(i)) return [];
    const value = columnRef(schema, i, span);
    return [
      {
        name: field.name,
        value: i === rest && patterns.length > 0 ? keysLike(value, patterns, false, relation.scope, context, span) : value,
      },
    ];
  });
  const next = nextRelation(
    relation,
    projectOf(relation.plan, context.sls ? withTimeFields(outputs, schema, span) : outputs, span, context),
    'project-away',
  );
  return { ...next, scope: { ...next.scope, claimedNames: taken } };
};
