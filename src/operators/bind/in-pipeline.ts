import { diagnose } from '../../diagnostics/diagnostic.ts';
import { syntaxFunctions } from '../../functions/syntax/index.ts';
import type { ExpressionNode, PipelineNode } from '../../parser/syntax.ts';
import { BOOLEAN, type Schema } from '../../types/data-type.ts';
import type { Expression } from '../expressions/expression.ts';
import { remapColumns } from '../expressions/substitute-columns.ts';
import type { LogicalPlan } from '../plan/plan.ts';
import { bindExpression } from './bind-expression.ts';
import { callOperator } from './build-expression.ts';
import type { CommandContext, Steps } from './command-binder.ts';
import { columnRef, nextRelation, type Relation } from './relation.ts';

/** `x in (* | …)`: a test whose list is the only column of a pipeline. */
export type InPipeline = ExpressionNode & { readonly kind: 'in' } & { readonly pipeline: PipelineNode };

/** Whether a condition is such a test. */
export function isInPipeline(node: ExpressionNode): node is InPipeline {
  return node.kind === 'in' && node.pipeline !== undefined;
}

/** Keeps the rows whose value is, or is not, one of those that the pipeline emits. A NULL is on neither side. */
export function* filterByPipeline(
  { value, pipeline, negated, span }: InPipeline,
  relation: Relation,
  context: CommandContext,
): Steps<Relation> {
  const right = yield* context.subquery(pipeline);
  if (right.scope.unknown || relation.scope.unknown) return relation; // reported already
  const { schema } = relation.plan;
  const width = schema.length;
  const [only, ...more] = right.plan.schema;
  if (!only || more.length > 0) {
    const reason = `the pipeline has ${right.plan.schema.length} columns, and 'in' needs one`;
    const help = "end it with '| distinct <column>'";
    context.report(diagnose('invalid-command', pipeline.span, { command: 'where', reason }, { help }));
    return relation;
  }
  const both: Schema = [...schema, only];
  const bindScope = { scope: { ...relation.scope, schema: both }, context };
  const left = bindExpression(value, { scope: relation.scope, context });
  const equal = callOperator(syntaxFunctions['='], [left, columnRef(both, width, pipeline.span)], span, bindScope);
  if (equal.kind !== 'call') return relation; // reported already
  const [leftKey, rightKey] = equal.args as [Expression, Expression];
  let input = relation.plan;
  if (negated) {
    const isNull: Expression = { kind: 'isNull', value: leftKey, type: BOOLEAN, span };
    input = { kind: 'Filter', input, predicate: callOperator(syntaxFunctions.not, [isNull], span, bindScope), schema, span };
  }
  const plan: LogicalPlan = {
    kind: 'Join',
    input,
    right: right.plan,
    join: negated ? 'anti' : 'semi',
    leftKeys: [leftKey],
    rightKeys: [remapColumns(rightKey, new Map([[width, 0]]))],
    condition: undefined,
    unique: false,
    schema,
    span,
  };
  return nextRelation(relation, plan, 'where');
}
