import type { Span } from '../../diagnostics/span.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { type DataType, type Schema, VARCHAR } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import { foundColumn, overflowColumn } from '../plan/hidden-columns.ts';
import type { BindContext } from './bind-context.ts';
import { literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import { columnRef, nextRelation, projectOf, type Relation } from './relation.ts';
import { findColumn, type Scope, timeFields } from './scope.ts';

/** The index of the overflow column; -1 if the schema is closed. */
export function overflowIndex(schema: Schema): number {
  return schema.findIndex((field) => field.name === overflowColumn);
}

/** Whether a name can be read: as a column, or as a key of an open schema. */
export function canRead(scope: Scope, name: string): boolean {
  return findColumn(scope, name) >= 0 || (overflowIndex(scope.schema) >= 0 && !scope.claimedNames.has(name));
}

/** Reads a key of an open schema; undefined if the schema is closed or the name is claimed. */
export function readDynamicColumn(scope: Scope, name: string, span: Span, context: BindContext): Expression | undefined {
  const index = overflowIndex(scope.schema);
  return index < 0 || scope.claimedNames.has(name) ? undefined : keyOf(columnRef(scope.schema, index, span), name, span, scope, context);
}

function keyOf(map: Expression, key: string, span: Span, scope: Scope, context: BindContext): Expression {
  return callOperator(syntaxFunctions.elementAt, [map, literal(VARCHAR, key, span)], span, { scope, context });
}

/** The map of an open schema with strings as values, which those that a pivot made need not be. */
export function withStrings(map: Expression, { evaluation }: BindContext): Expression {
  const type: DataType = { kind: 'map', key: VARCHAR, value: VARCHAR };
  const isOther = map.type.kind === 'map' && map.type.value.kind !== 'varchar';
  return isOther && conversion(map.type, type, evaluation.timeZone)
    ? { kind: 'cast', value: map, lenient: false, type, span: map.span }
    : map;
}

const coalesce = (...args: readonly Expression[]): Expression => ({ kind: 'coalesce', args, type: args[0]!.type, span: args[0]!.span });

/** Adds a map of keys found in the data to a relation: VARCHAR columns of these names are replaced, the other keys go to the overflow column. */
export function addDynamicColumns(
  relation: Relation,
  found: Expression,
  preserve: boolean,
  command: string,
  span: Span,
  context: BindContext,
): Relation {
  const { schema } = relation.plan;
  const through = schema.map((field, i) => ({ name: field.name, value: columnRef(schema, i, span) }));
  const withFound = projectOf(relation.plan, [...through, { name: foundColumn, value: found }], span, context);
  const map = columnRef(withFound.schema, schema.length, span);
  const { scope } = relation;
  const outputs: Output[] = through.map(({ name, value }) => {
    if (name === overflowColumn) {
      const before = withStrings(value, context);
      const both = preserve ? [map, before] : [before, map];
      const joined = callOperator(syntaxFunctions.mapConcat, both, span, { scope, context });
      return { name, value: coalesce(joined, before, map) };
    }
    if (value.type.kind !== 'varchar' || timeFields.has(name) || scope.claimedNames.has(name)) return { name, value };
    const fresh = keyOf(map, name, span, scope, context);
    return { name, value: preserve ? coalesce(value, fresh) : coalesce(fresh, value) };
  });
  const open = overflowIndex(schema) >= 0;
  const plan = projectOf(withFound, open ? outputs : [...outputs, { name: overflowColumn, value: map }], span, context);
  const next = nextRelation(relation, plan, command);
  const taken = open ? scope.claimedNames : new Set([...schema.map((field) => field.name), ...timeFields]);
  return { ...next, scope: { ...next.scope, claimedNames: taken } };
}
