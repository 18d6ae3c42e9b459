import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import { type FieldNode, fieldName, type NameNode } from '../../parser/syntax.ts';
import { coercionCost } from '../../types/coercion.ts';
import { BIGINT, formatName, formatType, JSON_TYPE, VARCHAR } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import { foundColumn } from '../plan/hidden-columns.ts';
import type { BindContext } from './bind-context.ts';
import { bindExpression } from './bind-expression.ts';
import { errorExpression, literal } from './bind-literal.ts';
import { callOperator } from './build-expression.ts';
import { expectType } from './coerce.ts';
import { columnRef, nextRelation, projectOf, type Relation, reportRepeats } from './relation.ts';
import { timeFields } from './scope.ts';

/** The string column or member that a command parses; of JSON, its values as strings. */
export function bindField(field: FieldNode, command: string, relation: Relation, context: BindContext): Expression {
  const bound = bindExpression(field, { scope: relation.scope, context });
  const bindScope = { scope: relation.scope, context };
  if (bound.type.kind === 'json') return callOperator(syntaxFunctions.jsonText, [bound], field.span, bindScope);
  // An array that a file has in all rows is ARRAY, else JSON.
  if (bound.type.kind === 'array' || bound.type.kind === 'map' || bound.type.kind === 'row') {
    const json: Expression = { kind: 'cast', value: bound, lenient: false, type: JSON_TYPE, span: field.span };
    return callOperator(syntaxFunctions.jsonText, [json], field.span, bindScope);
  }
  const what = `the column that '${command}' reads`;
  if (coercionCost(bound.type, VARCHAR) !== undefined) return expectType(bound, VARCHAR, what, context);
  const own = fieldName(field);
  const name = formatName(own);
  // Only integers are times of a row.
  const help = timeFields.has(own)
    ? `write '| extend source = cast(${name} as varchar) | ${command} source'`
    : `write '| extend ${name} = cast(${name} as varchar)' before it`;
  const castable = conversion(bound.type, VARCHAR, context.evaluation.timeZone) !== undefined;
  const found = formatType(bound.type).toUpperCase();
  context.report(diagnose('type-mismatch', field.span, { what, expected: 'VARCHAR', found }, castable ? { help } : {}));
  return { ...errorExpression(field.span), type: VARCHAR };
}

/** Makes columns of the elements of an array: new names are appended; an existing column keeps its value where there is no new one, or where it has one with `preserve`. */
export function nameElements(
  relation: Relation,
  found: Expression,
  names: readonly NameNode[],
  { preserve, command, span }: { readonly preserve: boolean; readonly command: string; readonly span: Span },
  context: BindContext,
): Relation {
  reportRepeats(names, context);
  const { schema } = relation.plan;
  const bindScope = { scope: relation.scope, context };
  const through = schema.map((field, i) => ({ name: field.name, value: columnRef(schema, i, span) }));
  const withFound = projectOf(relation.plan, [...through, { name: foundColumn, value: found }], span, context);
  const array = columnRef(withFound.schema, schema.length, span);
  const made = new Map<string, Output>();
  names.forEach(({ name, span: where }, i) => {
    if (timeFields.has(name)) {
      context.report(diagnose('unwritable-column', where, { name, command }));
      return;
    }
    const fresh = callOperator(syntaxFunctions.elementAt, [array, literal(BIGINT, BigInt(i + 1), span)], span, bindScope);
    const old = through.find((output) => output.name === name)?.value;
    if (!old) made.set(name, { name, value: fresh });
    else {
      const previous = expectType(old, VARCHAR, `the column that '${command}' writes`, context);
      made.set(name, { name, value: { kind: 'coalesce', args: preserve ? [previous, fresh] : [fresh, previous], type: VARCHAR, span } });
    }
  });
  const kept = through.map((output) => made.get(output.name) ?? output);
  const added = [...made.values()].filter(({ name }) => !schema.some((field) => field.name === name));
  return nextRelation(relation, projectOf(withFound, [...kept, ...added], span, context), command);
}
