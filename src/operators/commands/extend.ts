import { diagnose, type Fix } from '../../diagnostics/diagnostic.ts';
import type { AssignmentNode } from '../../parser/syntax.ts';
import { BIGINT, type DataType, formatType, isInteger } from '../../types/data-type.ts';
import type { WindowCollector } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { projectWithWindows } from '../bind/bind-window.ts';
import { coerce } from '../bind/coerce.ts';
import type { SteppedBinder } from '../bind/command-binder.ts';
import { columnRef, nextRelation, reportRepeats, reportUnnamed } from '../bind/relation.ts';
import { findColumn, timeFields } from '../bind/scope.ts';
import type { Output } from '../expressions/expression.ts';

export const bindExtend: SteppedBinder<'extend'> = function* ({ assignments, span }, relation, context) {
  const { schema } = relation.plan;
  reportRepeats(
    assignments.flatMap(({ name }) => (name ? [name] : [])),
    context,
  );
  const windows: WindowCollector = { width: schema.length, calls: [] };
  const siblings = new Set(assignments.map(({ name }) => name?.name));
  const made = new Map<string, Output>();
  for (const [i, { name, value }] of assignments.entries()) {
    yield;
    if (!name) {
      if (value.kind !== 'error') reportUnnamed(value, "'name = expression'", context);
      continue;
    }
    const bound = bindExpression(value, {
      scope: relation.scope,
      windows,
      context: {
        ...context,
        noteMissing: (missing, span) => (missing === name.name || !siblings.has(missing)) && context.noteMissing(missing, span),
        report(diagnostic) {
          const unknown =
            diagnostic.name === 'unknown-column' ? context.source.slice(diagnostic.span.start, diagnostic.span.end) : undefined;
          if (unknown !== undefined && siblings.has(unknown) && findColumn(relation.scope, unknown) < 0)
            context.report(
              diagnose(
                'sibling-column',
                diagnostic.span,
                { name: unknown },
                { help: "use two 'extend' commands: every expression sees the input row", ...splitBefore(assignments, i, unknown) },
              ),
            );
          else context.report(diagnostic);
        },
      },
    });
    if (timeFields.has(name.name) && !isInteger(bound.type) && bound.type.kind !== 'unknown')
      context.report(
        diagnose(
          'type-mismatch',
          value.span,
          { what: `'${name.name}'`, expected: 'an integer', found: formatType(bound.type).toUpperCase() },
          timeHelp(context.source.slice(value.span.start, value.span.end), bound.type),
        ),
      );
    made.set(name.name, {
      name: name.name,
      value: timeFields.has(name.name) && isInteger(bound.type) ? coerce(bound, BIGINT, context) : bound,
    });
  }
  const outputs = schema.map((field, i) => made.get(field.name) ?? { name: field.name, value: columnRef(schema, i, span) });
  const kept = new Set(schema.map((field) => field.name));
  const fresh = [...made.values()].filter(({ name }) => !kept.has(name));
  return nextRelation(relation, projectWithWindows(relation.plan, [...outputs, ...fresh], windows, span, context), 'extend');
};

/** How the seconds of a row are computed from a value that is not an integer. */
function timeHelp(source: string, { kind }: DataType): { readonly help?: string } {
  if (kind === 'timestamp' || kind === 'date') return { help: `write cast(to_unixtime(${source}) as bigint)` };
  return kind === 'double' || kind === 'real' || kind === 'varchar' ? { help: `write try_cast(${source} as bigint)` } : {};
}

/** The fix that makes another command of the assignments from one on, if it reads a column that is assigned before it. */
function splitBefore(assignments: readonly AssignmentNode[], at: number, read: string): { readonly fixes?: readonly Fix[] } {
  const name = assignments[at]!.name!;
  if (!assignments.slice(0, at).some((before) => before.name?.name === read)) return {};
  const span = { start: assignments[at - 1]!.value.span.end, end: name.span.start };
  return { fixes: [{ title: 'write | extend', span, text: ' | extend ' }] };
}
