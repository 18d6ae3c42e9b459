import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { AssignmentNode } from '../../parser/syntax.ts';
import type { WindowCollector } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { projectWithWindows } from '../bind/bind-window.ts';
import type { SteppedBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { canRead, overflowIndex } from '../bind/dynamic-columns.ts';
import { columnRef, nextRelation, reportUnnamed } from '../bind/relation.ts';
import { withTimeFields } from '../bind/sls-compatibility.ts';
import { keysLike, wildcardTest } from '../bind/wildcard.ts';
import type { Output } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import { nameFor } from './stats.ts';

export const bindProject: SteppedBinder<'project'> = function* ({ options, items, span }, relation, context) {
  const { scope, plan } = relation;
  const { schema } = plan;
  const { wildcard = false } = readOptions(options, 'project', { wildcard: 'switch' }, context);
  const patterns: string[] = [];
  const outputs: Output[] = [];
  const taken = new Set<string>();
  const windows: WindowCollector = { width: schema.length, calls: [] };
  const add = (name: string, output: Output['value'], where: AssignmentNode['span']): void => {
    if (!taken.has(name)) outputs.push({ name, value: output });
    else if (!wildcard) context.report(diagnose('duplicate-column', where, { name }));
    taken.add(name);
  };
  for (const { name, value, span: where } of items) {
    yield;
    if (value.kind === 'error') continue;
    // An option that is not known was probably to be -wildcard.
    if (!wildcard && options.length > 0 && value.kind === 'name' && value.name.includes('*')) continue;
    if (!name && wildcard && value.kind === 'name' && value.name.includes('*')) {
      const matches = wildcardTest(value.name);
      schema.forEach((field, i) => {
        if (field.name !== overflowColumn && matches(field.name)) add(field.name, columnRef(schema, i, where), where);
      });
      patterns.push(value.name);
    } else if (name && value.kind === 'name' && !canRead(scope, value.name) && !context.noteMissing(value.name, value.span)) {
      context.report(diagnose('skipped-name', value.span, { name: value.name, command: 'project' }));
    } else if (!name && value.kind !== 'name' && value.kind !== 'member') {
      reportUnnamed(value, "a column or 'name = expression'", context);
    } else {
      const bound = bindExpression(value, { scope, context, windows });
      // `__ts__` may stand for the time array under another name: it keeps the name asked for. A member has the name of its last part.
      add(name?.name ?? (bound.kind === 'column' && nameFor(value) !== '__ts__' ? bound.name : nameFor(value)), bound, where);
    }
  }
  const rest = overflowIndex(schema);
  // Keys of the open schema that match stay in the overflow column.
  if (rest >= 0 && patterns.length > 0)
    outputs.push({ name: overflowColumn, value: keysLike(columnRef(schema, rest, span), patterns, true, scope, context, span) });
  const kept = context.sls ? withTimeFields(outputs, schema, span) : outputs;
  return nextRelation(relation, projectWithWindows(plan, kept, windows, span, context), 'project');
};
