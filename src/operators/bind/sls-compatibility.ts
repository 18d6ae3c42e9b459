import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import { conversion } from '../../functions/cast/cast.ts';
import { jsonFormat } from '../../functions/json/parse-format.ts';
import type { CommandNode } from '../../parser/syntax.ts';
import { JSON_TYPE, type Schema, VARCHAR } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import { overflowColumn } from '../plan/hidden-columns.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import { callOperator } from './build-expression.ts';
import { withStrings } from './dynamic-columns.ts';
import { columnRef, projectOf, type Relation } from './relation.ts';
import { type Scope, scopeOf, timeFields } from './scope.ts';

/** The limits of `compatibility: 'sls'`: stages, characters of source, and groups of `stats` without a `limit`. */
export const slsLimits = { stages: 16, textLength: 65_536, groups: 100 } as const;

/** A value as SLS shows it: scalars as by a cast, anything else as a JSON string. */
function asString(value: Expression, span: Span, context: BindContext): Expression {
  const { kind } = value.type;
  if (kind === 'varchar') return value;
  if (kind !== 'json' && conversion(value.type, VARCHAR, context.evaluation.timeZone))
    return { kind: 'cast', value, lenient: false, type: VARCHAR, span };
  const json: Expression = kind === 'json' ? value : { kind: 'cast', value, lenient: false, type: JSON_TYPE, span };
  return callOperator(jsonFormat, [json], span, { scope: scopeOf([]), context });
}

function allAsStrings(plan: LogicalPlan, keep: (name: string) => boolean, context: BindContext): LogicalPlan {
  const outputs = plan.schema.map(({ name }, i) => {
    const value = columnRef(plan.schema, i, plan.span);
    return { name, value: keep(name) ? withStrings(value, context) : asString(value, plan.span, context) };
  });
  return projectOf(plan, outputs, plan.span, context);
}

/** A table whose fields, except those of time, are strings. */
export function tableAsStrings(plan: LogicalPlan, context: BindContext): LogicalPlan {
  return allAsStrings(plan, (name) => timeFields.has(name), context);
}

/** A result with only string values. */
export function resultAsStrings(plan: LogicalPlan, context: BindContext): LogicalPlan {
  return allAsStrings(plan, (name) => name === overflowColumn, context);
}

/** The outputs of a projection with the time fields of its input, which no projection removes or renames. */
export function withTimeFields(outputs: readonly Output[], schema: Schema, span: Span): readonly Output[] {
  const others = outputs.filter(({ name, value }) => !timeFields.has(name) && !(value.kind === 'column' && timeFields.has(value.name)));
  const times = schema.flatMap((field, i) => (timeFields.has(field.name) ? [{ name: field.name, value: columnRef(schema, i, span) }] : []));
  return [...times, ...others];
}

/** Reports a `sort` or `limit` before the first `stats` or `project`, which fix the columns. */
export function demandFixedColumns(command: CommandNode, { history: passed }: Scope, context: BindContext): void {
  if (passed.some((before) => before.command === 'stats' || before.command === 'project')) return;
  const reason = "under compatibility 'sls' it must come after 'stats' or 'project'";
  context.report(diagnose('invalid-command', command.span, { command: command.kind, reason }));
}

/** Limits a `stats` that is not followed by a `limit` to its first groups. */
export function firstGroups(relation: Relation, next: CommandNode | undefined): Relation {
  if (next?.kind === 'limit') return relation;
  const { plan } = relation;
  return { ...relation, plan: { kind: 'Limit', input: plan, offset: 0, count: slsLimits.groups, schema: plan.schema, span: plan.span } };
}
