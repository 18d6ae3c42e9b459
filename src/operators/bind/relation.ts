import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/span.ts';
import type { ExpressionNode } from '../../parser/syntax.ts';
import type { Schema } from '../../types/data-type.ts';
import type { Expression, Output } from '../expressions/expression.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import type { BindContext } from './bind-context.ts';
import type { Scope } from './scope.ts';

/** The part of a pipeline bound so far: its plan and the names that the next command sees. */
export interface Relation {
  readonly plan: LogicalPlan;
  readonly scope: Scope;
}

/** The relation after a command: the columns of its plan, with its input in the history to explain names that are gone. */
export function nextRelation(
  relation: Relation,
  plan: LogicalPlan,
  command: string,
  timeColumn: string | undefined = relation.scope.timeColumn,
): Relation {
  const passed = [...relation.scope.history, { schema: relation.plan.schema, command, span: plan.span }];
  return { plan, scope: { ...relation.scope, schema: plan.schema, history: passed, timeColumn, render: undefined } };
}

/** The columns that outputs produce. */
export function schemaOf(outputs: readonly { readonly name: string; readonly value: Expression }[]): Schema {
  return outputs.map(({ name, value }) => ({ name, type: value.type }));
}

/** An expression that reads an input column unchanged. */
export function columnRef(schema: Schema, index: number, span: Span): Expression {
  const { name, type } = schema[index]!;
  return { kind: 'column', index, name, type, span };
}

/** Reports that an output needs a name, and suggests that of the member it reads. */
export function reportUnnamed(value: ExpressionNode, expected: string, context: BindContext): void {
  const member = value.kind === 'member' ? context.source.slice(value.member.span.start, value.member.span.end) : undefined;
  const here = { start: value.span.start, end: value.span.start };
  context.report(
    diagnose(
      'unexpected-token',
      value.span,
      { expected, found: 'an expression without a name' },
      member === undefined ? {} : { fixes: [{ title: `name it: ${member} = …`, span: here, text: `${member} = ` }] },
    ),
  );
}

/** A Project node; outputs must have distinct names. */
export function projectOf(input: LogicalPlan, outputs: readonly Output[], span: Span, context: BindContext): LogicalPlan {
  context.evaluation.tick(outputs.length);
  if (outputs.length > context.limits.columns) context.report(diagnose('limit-columns', span, { limit: context.limits.columns }));
  return { kind: 'Project', input, outputs, schema: schemaOf(outputs), span };
}

/** Reports names that are used twice. */
export function reportRepeats(names: readonly { readonly name: string; readonly span: Span }[], context: BindContext): void {
  const seen = new Set<string>();
  for (const { name, span } of names) {
    if (seen.has(name)) context.report(diagnose('duplicate-column', span, { name }));
    seen.add(name);
  }
}
