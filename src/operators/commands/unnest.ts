import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { fieldName } from '../../parser/syntax.ts';
import { arrayType, type DataType, formatType, type Schema } from '../../types/data-type.ts';
import type { BindContext } from '../bind/bind-context.ts';
import { bindExpression } from '../bind/bind-expression.ts';
import { coerce } from '../bind/coerce.ts';
import type { CommandBinder } from '../bind/command-binder.ts';
import { readOptions } from '../bind/command-options.ts';
import { columnRef, nextRelation, projectOf, type Relation, reportRepeats } from '../bind/relation.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import type { LogicalPlan } from '../plan/plan.ts';

/** An array or map to unnest into rows, the names of its output columns, and the column that it replaces. */
export interface Spread {
  readonly value: Expression;
  readonly names: readonly string[];
  readonly replaces: string | undefined;
}

function elementTypes(type: DataType): readonly DataType[] {
  return type.kind === 'array' ? [type.element] : type.kind === 'map' ? [type.key, type.value] : [];
}

/** Unnests arrays and maps into rows and puts their columns in place. */
export function spread(
  relation: Relation,
  items: readonly Spread[],
  outer: boolean,
  command: string,
  span: Span,
  context: BindContext,
): Relation {
  const { schema } = relation.plan;
  const gone = new Set(items.flatMap(({ replaces }) => (replaces === undefined ? [] : [replaces])));
  const kept = [...schema.keys()].filter((i) => !gone.has(schema[i]!.name));
  const made: Schema = items.flatMap(({ value, names }) => elementTypes(value.type).map((type, i) => ({ name: names[i]!, type })));
  const unnested: LogicalPlan = {
    kind: 'Unnest',
    input: relation.plan,
    kept,
    items: items.map(({ value }) => value),
    outer,
    schema: [...kept.map((i) => schema[i]!), ...made],
    span,
  };
  const place = new Map(made.map(({ name }, i) => [name, kept.length + i]));
  const outputs: Output[] = [];
  schema.forEach(({ name }, i) => {
    const at = place.get(name);
    if (at !== undefined) outputs.push({ name, value: columnRef(unnested.schema, at, span) });
    else if (!gone.has(name)) outputs.push({ name, value: columnRef(unnested.schema, kept.indexOf(i), span) });
    place.delete(name);
  });
  for (const [name, at] of place) outputs.push({ name, value: columnRef(unnested.schema, at, span) });
  return nextRelation(relation, projectOf(unnested, outputs, span, context), command);
}

export const bindUnnest: CommandBinder<'unnest'> = ({ options, items, span }, relation, context) => {
  const { outer = false } = readOptions(options, 'unnest', { outer: 'switch' }, context);
  const { schema } = relation.plan;
  const all = schema.flatMap((field, i): Spread[] =>
    field.type.kind === 'array' ? [{ value: columnRef(schema, i, span), names: [field.name], replaces: field.name }] : [],
  );
  const named = items.flatMap(({ column, name, span: where }): Spread[] => {
    const value = bindExpression(column, { scope: relation.scope, context });
    const own = fieldName(column);
    const names = [name?.name ?? own];
    const replaces = name || column.kind === 'member' ? undefined : own;
    if (value.type.kind === 'array') return [{ value, names, replaces }];
    if (value.type.kind === 'json') {
      const elements = coerce(value, arrayType(value.type), context);
      return [{ value: elements, names, replaces }];
    }
    if (value.type.kind === 'map') {
      const pair = name ? [`${name.name}_key`, `${name.name}_value`] : ['key', 'value'];
      return [{ value, names: pair, replaces }];
    }
    if (value.type.kind !== 'unknown') {
      const found = formatType(value.type).toUpperCase();
      const help =
        value.type.kind === 'varchar'
          ? `if it holds JSON: extend ${own} = json_parse(${own}) | unnest ${own}, or expand-values ${own}`
          : undefined;
      context.report(
        diagnose('type-mismatch', where, { what: 'the column to unnest', expected: 'an ARRAY or a MAP', found }, help ? { help } : {}),
      );
    }
    return [];
  });
  const spreads = items.length > 0 ? named : all;
  if (items.length === 0 && all.length === 0)
    context.report(diagnose('invalid-command', span, { command: 'unnest', reason: 'there is no ARRAY column' }));
  if (spreads.length === 0) return relation;
  reportRepeats(
    spreads.flatMap(({ names }) => names.map((name) => ({ name, span }))),
    context,
  );
  return spread(relation, spreads, outer, 'unnest', span, context);
};
